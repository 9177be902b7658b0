#Requires -Version 5.1
<#
.SYNOPSIS
Registers the application for Retain in Microsoft 365 with exactly the permissions that it needs.

.DESCRIPTION
Registers the application (or finds it again), gives it the certificate of the wizard, asks for the permissions of the
data file and consents to them, makes its service principal in Exchange Online, limits it by a management scope, assigns
the roles, and where Retain archives over EWS adds it to the list of applications that may use EWS. What is there already
is left as it is, so the script can be run again without harm. No secret is made, and none is written anywhere.
At the end it writes retain-application.json, which the wizard takes by upload.

.PARAMETER DataFile
The file with the values. Without it: retain-sync.json in the folder of this script.

.PARAMETER OutputFile
The file to be written. Without it: retain-application.json in the folder of this script.

.PARAMETER Name
The name of the application when it is made, and by which it is found when the data file names no appId.

.PARAMETER EnableEws
Also sets EwsEnabled of the organisation to True, after the list. Then only applications of the list may use EWS.

.EXAMPLE
.\New-RetainApplication.ps1 -WhatIf
Signs in, looks at everything, and says what would be made and changed.

.EXAMPLE
.\New-RetainApplication.ps1
Makes what is missing and writes retain-application.json.

.NOTES
Rights: to register and to consent the role Global Administrator or Privileged Role Administrator together with
Application Administrator; in Exchange Online Organization Management or Exchange Administrator. You sign in twice, in a
window of Microsoft's; this script sees no password.
Needs the modules Microsoft.Graph.Authentication and ExchangeOnlineManagement.
Reads: retain-sync.json, the certificate (its public part), applications, service principals and their permissions, the
roles and scopes of Exchange Online, and its list of applications for EWS.
Changes: one application with certificate and permissions, its service principal, in Exchange Online its service
principal, one management scope, its role assignments, one role group for reading, the list for EWS where Retain
archives over EWS; retain-application.json.
Undo: delete the application in Entra, which takes its permissions along; in Exchange Online Remove-RoleGroup,
Remove-ManagementRoleAssignment, Remove-ManagementScope and Remove-ServicePrincipal; take the application out of
EwsAllowedAppIDs. Each of them asks before it removes something.
Exit codes: 0 done, 1 failed, 2 wrong use or a value is missing.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $DataFile = '',
    [string] $OutputFile = '',
    [string] $Name = 'Retain',
    [switch] $EnableEws
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Format = 'retain-sync-data/1'
$ManageAsApp = 'Exchange.ManageAsApp'
$ReadGroup = 'Retain directory readers'
$ReadRole = 'View-Only Recipients'
$Resources = @{
    'graph' = '00000003-0000-0000-c000-000000000000'
    'exchange' = '00000002-0000-0ff1-ce00-000000000000'
}
$GraphClouds = @{
    'worldwide' = 'Global'
    'gcc-high' = 'USGov'
    'dod' = 'USGovDoD'
    'china' = 'China'
}
$ExchangeClouds = @{
    'worldwide' = 'O365Default'
    'gcc-high' = 'O365USGovGCCHigh'
    'dod' = 'O365USGovDoD'
    'china' = 'O365China'
}

# ---- Data file ---------------------------------------------------------------------------------------------------

# A value by its path, such as scope.filter; nothing where it is missing.
function Get-Field {
    param($Data, [string] $Name)
    $value = $Data
    foreach ($part in $Name.Split('.')) {
        if ($null -eq $value -or $null -eq $value.PSObject.Properties[$part]) {
            return $null
        }
        $value = $value.PSObject.Properties[$part].Value
    }
    return $value
}

# Ends the run with one sentence and an exit code.
function Stop-Run {
    param([int] $ExitCode, [string] $Text)
    $problem = New-Object -TypeName 'System.InvalidOperationException' -ArgumentList $Text
    $problem.Data['RetainExit'] = $ExitCode
    throw $problem
}

# The values of the data file. Whatever is wrong with it ends the run with exit code 2.
function Read-DataFile {
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path)) {
        Stop-Run -ExitCode 2 -Text ('The data file {0} is not there.' -f $Path)
    }
    try {
        $data = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($Path))
    }
    catch {
        Stop-Run -ExitCode 2 -Text ('The data file {0} cannot be read as JSON: {1}' -f $Path, $_.Exception.Message)
    }
    if ((Get-Field -Data $data -Name 'format') -ne $Format) {
        Stop-Run -ExitCode 2 -Text ('The data file {0} is not of the format {1}.' -f $Path, $Format)
    }
    foreach ($name in @('tenantId', 'cloud', 'archiveVia', 'permissions', 'scope.name')) {
        if ([string](Get-Field -Data $data -Name $name) -eq '') {
            Stop-Run -ExitCode 2 -Text ('The data file has no value for {0}.' -f $name)
        }
    }
    if (-not $GraphClouds.ContainsKey($data.cloud)) {
        Stop-Run -ExitCode 2 -Text ('This script does not know the cloud {0}.' -f $data.cloud)
    }
    return $data
}

# The public certificate beside this script; nothing where the data file names none.
function Read-Certificate {
    param($Data)
    $name = [System.IO.Path]::GetFileName([string](Get-Field -Data $Data -Name 'certificate'))
    if ($name -eq '') {
        return $null
    }
    $path = Join-Path -Path $PSScriptRoot -ChildPath $name
    if (-not [System.IO.File]::Exists($path)) {
        Stop-Run -ExitCode 2 -Text ('The certificate {0} is not there.' -f $path)
    }
    return [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([System.IO.File]::ReadAllBytes($path))
}

# ---- Entra -------------------------------------------------------------------------------------------------------

# Signs in to Microsoft Graph, in a window of Microsoft's.
function Connect-Directory {
    param($Data)
    $WhatIfPreference = $false
    foreach ($module in @('Microsoft.Graph.Authentication', 'ExchangeOnlineManagement')) {
        if ($null -eq (Get-Module -Name $module -ListAvailable | Select-Object -First 1)) {
            Stop-Run -ExitCode 1 -Text ('The module {0} is not installed for this account or machine.' -f $module)
        }
    }
    Import-Module -Name 'Microsoft.Graph.Authentication'
    $scopes = @('Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All')
    $null = Connect-MgGraph -TenantId $Data.tenantId -Environment $GraphClouds[$Data.cloud] -Scopes $scopes -NoWelcome
}

# One answer of Microsoft Graph.
function Get-Graph {
    param([string] $Address)
    return Invoke-MgGraphRequest -Method 'GET' -Uri $Address -OutputType 'PSObject'
}

# Every item of a collection, page after page.
function Get-GraphItem {
    param([string] $Address)
    $next = $Address
    while ($next -ne '') {
        $page = Get-Graph -Address $next
        foreach ($item in @($page.value)) {
            $item
        }
        $link = $page.PSObject.Properties['@odata.nextLink']
        $next = ''
        if ($null -ne $link) {
            $next = [string]$link.Value
        }
    }
}

# Sends something to Microsoft Graph.
function Send-Graph {
    param([string] $Method, [string] $Address, $Body)
    $text = ConvertTo-Json -InputObject $Body -Depth 8 -Compress
    return Invoke-MgGraphRequest -Method $Method -Uri $Address -Body $text -ContentType 'application/json' -OutputType 'PSObject'
}

# An address with a filter: the text stands in it as a value, whatever signs it holds.
function Get-FilterAddress {
    param([string] $Collection, [string] $Property, [string] $Value)
    $filter = '{0} eq ''{1}''' -f $Property, $Value.Replace('''', '''''')
    return '/v1.0/{0}?$filter={1}' -f $Collection, [uri]::EscapeDataString($filter)
}

# What the application asks for, as Microsoft Graph takes it.
function ConvertTo-AccessList {
    param($Permissions)
    foreach ($name in @('graph', 'exchange')) {
        $wanted = @($Permissions.PSObject.Properties[$name].Value)
        if ($wanted.Count -gt 0) {
            @{
                'resourceAppId' = $Resources[$name]
                'resourceAccess' = @($wanted | ForEach-Object -Process { @{ 'id' = $_.id; 'type' = 'Role' } })
            }
        }
    }
}

# The application by its id or name; nothing where there is none.
function Find-Application {
    param($Data)
    $id = [string](Get-Field -Data $Data -Name 'appId')
    if ($id -ne '') {
        $address = Get-FilterAddress -Collection 'applications' -Property 'appId' -Value $id
    }
    else {
        $address = Get-FilterAddress -Collection 'applications' -Property 'displayName' -Value $Name
    }
    $found = @(Get-GraphItem -Address $address)
    if ($id -ne '' -and $found.Count -eq 0) {
        Stop-Run -ExitCode 1 -Text ('There is no application {0} in this tenant.' -f $id)
    }
    if ($found.Count -gt 1) {
        Stop-Run -ExitCode 1 -Text ('There are {0} applications called {1}. Enter the right one''s id in the wizard, and take the new data file.' -f $found.Count, $Name)
    }
    if ($found.Count -eq 0) {
        return $null
    }
    return $found[0]
}

# The application: found, or registered with exactly the needed permissions. Nothing under -WhatIf when it is missing.
function Initialize-Application {
    [CmdletBinding(SupportsShouldProcess)]
    param($Data)
    $wanted = @(ConvertTo-AccessList -Permissions $Data.permissions)
    $found = Find-Application -Data $Data
    if ($null -eq $found) {
        if ($PSCmdlet.ShouldProcess($Name, 'Register the application')) {
            $body = @{ 'displayName' = $Name; 'signInAudience' = 'AzureADMyOrg'; 'requiredResourceAccess' = $wanted }
            return Send-Graph -Method 'POST' -Address '/v1.0/applications' -Body $body
        }
        return $null
    }
    $missing = $false
    $merged = @(Merge-AccessList -Present $found.requiredResourceAccess -Wanted $wanted)
    foreach ($resource in $merged) {
        $missing = $missing -or $resource.added
        $resource.Remove('added')
    }
    if ($missing -and $PSCmdlet.ShouldProcess($found.displayName, 'Ask for the missing permissions')) {
        $null = Send-Graph -Method 'PATCH' -Address ('/v1.0/applications/{0}' -f $found.id) -Body @{ 'requiredResourceAccess' = $merged }
    }
    return $found
}

# What an application asks for already, and what is added to that. Nothing is taken away.
function Merge-AccessList {
    param($Present, $Wanted)
    $open = @{}
    foreach ($resource in @($Wanted)) {
        $open[$resource.resourceAppId] = $resource.resourceAccess
    }
    foreach ($resource in @($Present)) {
        $access = @($resource.resourceAccess | ForEach-Object -Process { @{ 'id' = [string]$_.id; 'type' = [string]$_.type } })
        $ids = @($access | ForEach-Object -Process { $_.id })
        $added = @()
        if ($open.ContainsKey([string]$resource.resourceAppId)) {
            $added = @($open[[string]$resource.resourceAppId] | Where-Object -FilterScript { $ids -notcontains $_.id })
            $open.Remove([string]$resource.resourceAppId)
        }
        @{ 'resourceAppId' = [string]$resource.resourceAppId; 'resourceAccess' = @($access + $added); 'added' = ($added.Count -gt 0) }
    }
    foreach ($id in @($open.Keys)) {
        @{ 'resourceAppId' = $id; 'resourceAccess' = @($open[$id]); 'added' = $true }
    }
}

# Adds the certificate to those that the application has; nobody else's is taken away.
function Add-Certificate {
    [CmdletBinding(SupportsShouldProcess)]
    param($Application, $Certificate)
    $address = '/v1.0/applications/{0}' -f $Application.id
    # Only this form of the question brings the keys along, which must be sent back with the new one.
    $present = @((Get-Graph -Address ($address + '?$select=id,keyCredentials')).keyCredentials)
    $key = [System.Convert]::ToBase64String($Certificate.RawData)
    $all = @()
    foreach ($one in $present) {
        if ([string](Get-Field -Data $one -Name 'key') -eq $key) {
            Write-Verbose -Message 'The application has this certificate already.'
            return
        }
        $all += $one
    }
    $all += @{
        'type' = 'AsymmetricX509Cert'
        'usage' = 'Verify'
        'key' = $key
        'displayName' = $Certificate.Subject
    }
    if ($PSCmdlet.ShouldProcess($Application.displayName, ('Add the certificate {0}' -f $Certificate.Thumbprint))) {
        $null = Send-Graph -Method 'PATCH' -Address $address -Body @{ 'keyCredentials' = $all }
    }
}

# The service principal of the application; made when it is missing.
function Initialize-Principal {
    [CmdletBinding(SupportsShouldProcess)]
    param($Application)
    $found = @(Get-GraphItem -Address (Get-FilterAddress -Collection 'servicePrincipals' -Property 'appId' -Value $Application.appId))
    if ($found.Count -gt 0) {
        return $found[0]
    }
    if ($PSCmdlet.ShouldProcess($Application.displayName, 'Make the service principal')) {
        return Send-Graph -Method 'POST' -Address '/v1.0/servicePrincipals' -Body @{ 'appId' = $Application.appId }
    }
    return $null
}

# Consents to the permissions of one resource. Gives a line for each: its name, and whether it is granted.
function Grant-Permission {
    [CmdletBinding(SupportsShouldProcess)]
    param($Principal, [string] $ResourceId, $Wanted)
    $resource = @(Get-GraphItem -Address (Get-FilterAddress -Collection 'servicePrincipals' -Property 'appId' -Value $ResourceId))[0]
    $address = '/v1.0/servicePrincipals/{0}/appRoleAssignments' -f $Principal.id
    $held = @(Get-GraphItem -Address $address | Where-Object -FilterScript { $_.resourceId -eq $resource.id } | ForEach-Object -Process { [string]$_.appRoleId })
    foreach ($permission in @($Wanted)) {
        $offered = @($resource.appRoles | Where-Object -FilterScript { [string]$_.id -eq $permission.id -and $_.value -eq $permission.value })
        if ($offered.Count -eq 0) {
            Stop-Run -ExitCode 1 -Text ('{0} does not offer the permission {1} ({2}).' -f $resource.displayName, $permission.value, $permission.id)
        }
        $granted = $held -contains $permission.id
        if (-not $granted -and $PSCmdlet.ShouldProcess($permission.value, 'Consent to the permission')) {
            $body = @{ 'principalId' = $Principal.id; 'resourceId' = $resource.id; 'appRoleId' = $permission.id }
            $null = Send-Graph -Method 'POST' -Address $address -Body $body
            $granted = $true
        }
        @{ 'value' = $permission.value; 'granted' = $granted }
    }
}

# ---- Exchange Online ---------------------------------------------------------------------------------------------

# Signs in to Exchange Online, in a window of Microsoft's.
function Connect-Exchange {
    param($Data)
    $WhatIfPreference = $false
    Import-Module -Name 'ExchangeOnlineManagement' -DisableNameChecking
    $administrator = [string](Get-Field -Data $Data -Name 'administrator')
    if ($administrator -eq '') {
        $null = Connect-ExchangeOnline -ExchangeEnvironmentName $ExchangeClouds[$Data.cloud] -ShowBanner:$false
    }
    else {
        $null = Connect-ExchangeOnline -UserPrincipalName $administrator -ExchangeEnvironmentName $ExchangeClouds[$Data.cloud] -ShowBanner:$false
    }
}

# What a command of Exchange finds; nothing where there is no such object. Another error is passed on.
function Find-Object {
    param([scriptblock] $Action)
    try {
        return (& $Action | Select-Object -First 1)
    }
    catch {
        if ($_.Exception.Message -match 'ManagementObjectNotFound|couldn.t be found') {
            return $null
        }
        throw
    }
}

# The service principal as Exchange knows it.
function Initialize-ExchangePrincipal {
    [CmdletBinding(SupportsShouldProcess)]
    param($Principal)
    if ($null -eq (Find-Object -Action { Get-ServicePrincipal -Identity $Principal.id })) {
        if ($PSCmdlet.ShouldProcess($Principal.displayName, 'Make the service principal in Exchange Online')) {
            $null = New-ServicePrincipal -AppId $Principal.appId -ObjectId $Principal.id -DisplayName $Principal.displayName
        }
    }
}

# The scope that limits the roles, where the data file has a filter. Gives its name; empty: the whole organisation.
function Initialize-Scope {
    [CmdletBinding(SupportsShouldProcess)]
    param($Data)
    $filter = [string](Get-Field -Data $Data -Name 'scope.filter')
    if ($filter -eq '') {
        return ''
    }
    $name = $Data.scope.name
    $found = Find-Object -Action { Get-ManagementScope -Identity $name }
    if ($null -eq $found) {
        if ($PSCmdlet.ShouldProcess($name, 'Make the management scope')) {
            $null = New-ManagementScope -Name $name -RecipientRestrictionFilter $filter
        }
    }
    elseif ([string]$found.RecipientFilter -ne $filter) {
        Write-Warning -Message ('The scope {0} was left as it is. It says: {1}. The data file says: {2}. Exchange writes filters in its own words; compare them.' -f $name, [string]$found.RecipientFilter, $filter)
    }
    return $name
}

# Assigns the roles of the data file within the scope. Gives the names of those that are assigned.
function Grant-Role {
    [CmdletBinding(SupportsShouldProcess)]
    param($Principal, $Roles, [string] $Scope)
    foreach ($role in @($Roles)) {
        $found = Find-Object -Action { Get-ManagementRoleAssignment -RoleAssignee $Principal.id -Role $role }
        $assigned = $null -ne $found
        if (-not $assigned -and $Scope -eq '') {
            if ($PSCmdlet.ShouldProcess($role, 'Assign the role for the whole organisation')) {
                $null = New-ManagementRoleAssignment -App $Principal.id -Role $role
                $assigned = $true
            }
        }
        elseif (-not $assigned) {
            if ($PSCmdlet.ShouldProcess($role, ('Assign the role within the scope {0}' -f $Scope))) {
                $null = New-ManagementRoleAssignment -App $Principal.id -Role $role -CustomResourceScope $Scope
                $assigned = $true
            }
        }
        if ($assigned) {
            $role
        }
    }
}

# Lets the application read recipients, for the nightly script: a role group with that one role.
function Initialize-ReadGroup {
    [CmdletBinding(SupportsShouldProcess)]
    param($Principal)
    if ($null -eq (Find-Object -Action { Get-RoleGroup -Identity $ReadGroup })) {
        if (-not $PSCmdlet.ShouldProcess($ReadGroup, 'Make the role group for reading')) {
            return
        }
        $null = New-RoleGroup -Name $ReadGroup -Roles $ReadRole
    }
    if ($PSCmdlet.ShouldProcess($ReadGroup, 'Add the application')) {
        try {
            Add-RoleGroupMember -Identity $ReadGroup -Member $Principal.id
        }
        catch {
            if ($_.Exception.Message -notmatch 'already a member|MemberAlreadyExists') {
                throw
            }
        }
    }
}

# The list of applications with one more. Exchange shows it as one text with commas, and takes it back as a whole.
function Merge-AppList {
    param([string] $Present, [string] $AppId)
    $all = @()
    foreach ($one in $Present.Split(',')) {
        if ($one.Trim() -ne '' -and $all -notcontains $one.Trim()) {
            $all += $one.Trim()
        }
    }
    if ($all -notcontains $AppId) {
        $all += $AppId
    }
    return $all -join ','
}

# Adds the application to those that may use EWS. Gives what the organisation says after that.
function Add-EwsApplication {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $AppId)
    # Without the switch Exchange shows an empty list even where it has one.
    $settings = Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy
    $present = @($settings.EwsAllowedAppIDs) -join ','
    $wanted = Merge-AppList -Present $present -AppId $AppId
    $enabled = [string]$settings.EwsEnabled
    if ($wanted -ne $present) {
        if ($present -eq '' -and $enabled -ne 'True') {
            Write-Warning -Message 'The organisation has no list of applications for EWS yet. From now on it has one, with Retain alone: enter other applications that use EWS too, before Microsoft begins to hold it against them.'
        }
        if ($PSCmdlet.ShouldProcess('EwsAllowedAppIDs', ('Set the list to {0}' -f $wanted))) {
            Set-OrganizationConfig -EwsAllowedAppIDs $wanted
        }
    }
    if ($enabled -ne 'True' -and $EnableEws) {
        if ($PSCmdlet.ShouldProcess('EwsEnabled', 'Set to True, so that the list alone decides')) {
            Set-OrganizationConfig -EwsEnabled $true
            $enabled = 'True'
        }
    }
    elseif ($enabled -eq 'False') {
        Write-Warning -Message 'EWS is switched off for the organisation. Retain cannot use it until EwsEnabled is True: run this script again with -EnableEws.'
    }
    return @{ 'enabled' = $enabled; 'allowedAppIds' = $wanted }
}

# ---- One run -----------------------------------------------------------------------------------------------------

# Everything in Entra. Gives the application, its service principal, and the permissions.
function Set-DirectoryPart {
    [CmdletBinding(SupportsShouldProcess)]
    param($Data, $Certificate)
    $part = @{ 'application' = (Initialize-Application -Data $Data); 'principal' = $null; 'permissions' = @() }
    if ($null -eq $part.application) {
        return $part
    }
    if ($null -ne $Certificate) {
        Add-Certificate -Application $part.application -Certificate $Certificate
    }
    $part.principal = Initialize-Principal -Application $part.application
    if ($null -ne $part.principal) {
        foreach ($name in @('graph', 'exchange')) {
            $wanted = @($Data.permissions.PSObject.Properties[$name].Value)
            if ($wanted.Count -gt 0) {
                $part.permissions += @(Grant-Permission -Principal $part.principal -ResourceId $Resources[$name] -Wanted $wanted)
            }
        }
    }
    return $part
}

# Everything in Exchange Online. Gives the roles, the scope, and what is said about EWS.
function Set-ExchangePart {
    [CmdletBinding(SupportsShouldProcess)]
    param($Data, $Principal)
    $part = @{ 'roles' = @(); 'scope' = ''; 'ews' = $null }
    $roles = @(Get-Field -Data $Data -Name 'roles')
    $wanted = @($Data.permissions.exchange | ForEach-Object -Process { $_.value })
    try {
        Connect-Exchange -Data $Data
        Initialize-ExchangePrincipal -Principal $Principal
        if ($roles.Count -gt 0) {
            $part.scope = Initialize-Scope -Data $Data
            $part.roles = @(Grant-Role -Principal $Principal -Roles $roles -Scope $part.scope)
        }
        if ($wanted -contains $ManageAsApp) {
            Initialize-ReadGroup -Principal $Principal
        }
        if ($Data.archiveVia -eq 'ews') {
            $part.ews = Add-EwsApplication -AppId $Principal.appId
        }
    }
    finally {
        $null = Disconnect-ExchangeOnline -Confirm:$false -WhatIf:$false
    }
    return $part
}

# What the wizard asks for.
function ConvertTo-Result {
    param($Data, $Directory, $Exchange, $Certificate)
    $thumbprint = ''
    if ($null -ne $Certificate) {
        $thumbprint = $Certificate.Thumbprint
    }
    return @{
        'format' = 'retain-application/1'
        'made' = ('{0:yyyy-MM-ddTHH:mm:ssZ}' -f [datetime]::UtcNow)
        'tenantId' = $Data.tenantId
        'organization' = [string](Get-Field -Data $Data -Name 'organization')
        'clientId' = [string]$Directory.application.appId
        'objectId' = [string]$Directory.principal.id
        'thumbprint' = $thumbprint
        'granted' = @($Directory.permissions | Where-Object -FilterScript { $_.granted } | ForEach-Object -Process { $_.value })
        'missing' = @($Directory.permissions | Where-Object -FilterScript { -not $_.granted } | ForEach-Object -Process { $_.value })
        'roles' = @($Exchange.roles)
        'scope' = $Exchange.scope
        'ews' = $Exchange.ews
    }
}

# Writes and shows the result.
function Save-Result {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path, $Result)
    $text = ConvertTo-Json -InputObject $Result -Depth 5
    Write-Output -InputObject $text
    if ($PSCmdlet.ShouldProcess($Path, 'Write the result')) {
        [System.IO.File]::WriteAllText($Path, $text, (New-Object -TypeName 'System.Text.UTF8Encoding' -ArgumentList $false))
        Write-Output -InputObject ('Written: {0}. Upload this file in the wizard.' -f $Path)
    }
}

if ($DataFile -eq '') {
    $DataFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-sync.json'
}
if ($OutputFile -eq '') {
    $OutputFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-application.json'
}
$exitCode = 1
try {
    $data = Read-DataFile -Path $DataFile
    $certificate = Read-Certificate -Data $data
    Connect-Directory -Data $data
    $directory = Set-DirectoryPart -Data $data -Certificate $certificate
    if ($null -eq $directory.principal) {
        Write-Output -InputObject 'What if: everything in Exchange Online would follow once the application is there.'
    }
    else {
        $exchange = Set-ExchangePart -Data $data -Principal $directory.principal
        $result = ConvertTo-Result -Data $data -Directory $directory -Exchange $exchange -Certificate $certificate
        Save-Result -Path $OutputFile -Result $result
    }
    $exitCode = 0
}
catch {
    if ($_.Exception.Data.Contains('RetainExit')) {
        $exitCode = [int]$_.Exception.Data['RetainExit']
    }
    Write-Warning -Message $_.Exception.Message
}
exit $exitCode
