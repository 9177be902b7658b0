#Requires -Version 5.1
<#
.SYNOPSIS
Makes the user on your own Exchange Server with which Retain opens mailboxes, and reports on both accounts.

.DESCRIPTION
For Exchange Server only; Exchange Online has no such user any more. The script makes the user with a mailbox when it is
missing, gives it the role ApplicationImpersonation through a role group of its own, and lets its password never expire.
What is there already is left as it is, so it can be run again without harm. It never puts the user into a group of
administrators, because Exchange denies impersonation to administrators; where the user is in one, it says so.
At the end it writes account-report.json, which the wizard takes by upload.

.PARAMETER DataFile
The file with the values. Without it: retain-sync.json in the folder of this script.

.PARAMETER OutputFile
The report to be written. Without it: account-report.json in the folder of this script.

.PARAMETER Credential
An Exchange administrator for the remote session. Without it, and outside the Exchange Management Shell, the script asks.

.PARAMETER ReportOnly
Changes nothing and writes the report alone.

.EXAMPLE
.\Set-RetainWorker.ps1 -WhatIf
Says what would be made and changed.

.EXAMPLE
.\Set-RetainWorker.ps1
Makes what is missing and writes account-report.json.

.EXAMPLE
.\Set-RetainWorker.ps1 -ReportOnly
Looks at both accounts and writes account-report.json.

.NOTES
Rights: the role group Organization Management of Exchange; to let the password never expire also the right to change
the user in Active Directory. Run it on a machine of the domain.
Reads: retain-sync.json, users, mailboxes and role groups of Exchange, the password dates in Active Directory.
Changes: the user and its mailbox, one management scope and one role group with its member, the password setting of that
user, account-report.json. A password is asked for on the screen and kept nowhere.
Undo: Remove-RoleGroup for the role group, Remove-ManagementScope for the scope, Disable-Mailbox or Remove-Mailbox for
the user. Each of them asks before it removes something.
Exit codes: 0 done, 1 failed or the user is an administrator, 2 wrong use or a value is missing.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $DataFile = '',
    [string] $OutputFile = '',
    [System.Management.Automation.PSCredential] $Credential,
    [switch] $ReportOnly
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Format = 'retain-sync-data/1'
$Role = 'ApplicationImpersonation'
$NeverExpires = 65536
$Never = 9223372036854775807

# A value by its path, such as worker.upn; nothing where it is missing.
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
    if ((Get-Field -Data $data -Name 'exchange') -ne 'server') {
        Stop-Run -ExitCode 2 -Text 'This script is for Exchange Server. Exchange Online has no impersonation by a user any more: use New-RetainApplication.ps1.'
    }
    foreach ($name in @('worker.upn', 'worker.alias', 'worker.displayName', 'worker.roleGroup', 'administrator')) {
        if ([string](Get-Field -Data $data -Name $name) -eq '') {
            Stop-Run -ExitCode 2 -Text ('The data file has no value for {0}.' -f $name)
        }
    }
    return $data
}

# Opens a remote session, unless the commands of Exchange are here already (Exchange Management Shell).
function Connect-Server {
    param($Data, $Given)
    $WhatIfPreference = $false
    if ($null -ne (Get-Command -Name 'Get-RoleGroup' -ErrorAction 'SilentlyContinue')) {
        return $null
    }
    if ([string](Get-Field -Data $Data -Name 'serverUri') -eq '') {
        Stop-Run -ExitCode 2 -Text 'The data file has no value for serverUri. Run this script in the Exchange Management Shell instead.'
    }
    $signIn = $Given
    if ($null -eq $signIn) {
        $signIn = Get-Credential -UserName $Data.administrator -Message 'Exchange administrator'
    }
    $session = New-PSSession -ConfigurationName 'Microsoft.Exchange' -ConnectionUri $Data.serverUri -Authentication 'Kerberos' -Credential $signIn
    $commands = @(
        'Get-User', 'Get-Mailbox', 'New-Mailbox', 'Enable-Mailbox', 'Get-RoleGroup', 'New-RoleGroup', 'Get-RoleGroupMember',
        'Add-RoleGroupMember', 'Get-ManagementScope', 'New-ManagementScope'
    )
    $module = Import-PSSession -Session $session -CommandName $commands -AllowClobber -DisableNameChecking
    Import-Module -ModuleInfo $module -Global -DisableNameChecking
    return $session
}

# The text of a property; empty where there is none.
function Get-PropertyText {
    param($Item, [string] $Name)
    if ($null -eq $Item) {
        return ''
    }
    $property = $Item.PSObject.Properties[$Name]
    if ($null -eq $property -or $null -eq $property.Value) {
        return ''
    }
    return [string]$property.Value
}

# What a command of Exchange finds; nothing where there is no such object. Another error is passed on.
function Find-Object {
    param([scriptblock] $Action)
    try {
        return (& $Action | Select-Object -First 1)
    }
    catch {
        if ($_.CategoryInfo.Reason -match 'ManagementObjectNotFoundException' -or $_.Exception.Message -match 'ManagementObjectNotFound|couldn.t be found') {
            return $null
        }
        throw
    }
}

# A text as it may stand in an LDAP filter (RFC 4515).
function ConvertTo-FilterText {
    param([string] $Text)
    $escaped = ''
    foreach ($sign in $Text.ToCharArray()) {
        if ('\*()'.IndexOf($sign) -ge 0 -or [int]$sign -eq 0) {
            $escaped += '\{0:x2}' -f [int]$sign
        }
        else {
            $escaped += $sign
        }
    }
    return $escaped
}

# The user in Active Directory, with its password dates; nothing where it is not found.
function Find-DirectoryUser {
    param([string] $Upn)
    $searcher = New-Object -TypeName 'System.DirectoryServices.DirectorySearcher'
    $searcher.Filter = '(&(objectCategory=person)(userPrincipalName={0}))' -f (ConvertTo-FilterText -Text $Upn)
    foreach ($name in @('userAccountControl', 'pwdLastSet', 'msDS-UserPasswordExpiryTimeComputed', 'sAMAccountName')) {
        [void]$searcher.PropertiesToLoad.Add($name)
    }
    return $searcher.FindOne()
}

# A number of a user in Active Directory; 0 where it is not set.
function Get-DirectoryNumber {
    param($Found, [string] $Name)
    $values = $Found.Properties[$Name.ToLowerInvariant()]
    if ($values.Count -eq 0) {
        return [long]0
    }
    return [long]$values[0]
}

# ---- Changes -----------------------------------------------------------------------------------------------------

# The user with a mailbox: made when it is missing, given a mailbox when it has none, else left alone.
function Initialize-Worker {
    [CmdletBinding(SupportsShouldProcess)]
    param($Worker)
    if ($null -ne (Find-Object -Action { Get-Mailbox -Identity $Worker.upn })) {
        Write-Verbose -Message ('{0} has a mailbox already.' -f $Worker.upn)
        return
    }
    if ($null -ne (Find-Object -Action { Get-User -Identity $Worker.upn })) {
        if ($PSCmdlet.ShouldProcess($Worker.upn, 'Give the user a mailbox')) {
            $null = Enable-Mailbox -Identity $Worker.upn -Alias $Worker.alias
        }
        return
    }
    if ($PSCmdlet.ShouldProcess($Worker.upn, 'Make the user with a mailbox')) {
        $password = Read-Host -Prompt ('New password for {0}' -f $Worker.upn) -AsSecureString
        $null = New-Mailbox -Name $Worker.alias -Alias $Worker.alias -DisplayName $Worker.displayName -UserPrincipalName $Worker.upn -SamAccountName $Worker.alias -Password $password -ResetPasswordOnNextLogon $false
    }
}

# The scope that limits the role, where the data file has a filter. Gives its name, or nothing.
function Initialize-Scope {
    [CmdletBinding(SupportsShouldProcess)]
    param($Data)
    $filter = [string](Get-Field -Data $Data -Name 'scope.filter')
    if ($filter -eq '') {
        return ''
    }
    $name = $Data.scope.name
    if ($null -eq (Find-Object -Action { Get-ManagementScope -Identity $name })) {
        if ($PSCmdlet.ShouldProcess($name, 'Make the management scope')) {
            $null = New-ManagementScope -Name $name -RecipientRestrictionFilter $filter
        }
    }
    return $name
}

# The role group with the one role and the one member.
function Initialize-RoleGroup {
    [CmdletBinding(SupportsShouldProcess)]
    param($Worker, [string] $Scope)
    $name = $Worker.roleGroup
    $group = Find-Object -Action { Get-RoleGroup -Identity $name }
    if ($null -eq $group) {
        if ($PSCmdlet.ShouldProcess($name, 'Make the role group')) {
            if ($Scope -eq '') {
                $null = New-RoleGroup -Name $name -Roles $Role -Members $Worker.upn
            }
            else {
                $null = New-RoleGroup -Name $name -Roles $Role -Members $Worker.upn -CustomRecipientWriteScope $Scope
            }
        }
        return
    }
    $user = Find-Object -Action { Get-User -Identity $Worker.upn }
    $members = @(Get-RoleGroupMember -Identity $name -ResultSize 'Unlimited' | ForEach-Object -Process { Get-PropertyText -Item $_ -Name 'Guid' })
    if ($members -notcontains (Get-PropertyText -Item $user -Name 'Guid')) {
        if ($PSCmdlet.ShouldProcess($name, 'Add the user to the role group')) {
            Add-RoleGroupMember -Identity $name -Member $Worker.upn
        }
    }
}

# Lets the password never expire: an expired one stops archiving.
function Set-PasswordPolicy {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Upn)
    $found = Find-DirectoryUser -Upn $Upn
    if ($null -eq $found) {
        Write-Warning -Message ('{0} was not found in Active Directory from here. Set its password to never expire by hand.' -f $Upn)
        return
    }
    $control = Get-DirectoryNumber -Found $found -Name 'userAccountControl'
    if (($control -band $NeverExpires) -eq 0 -and $PSCmdlet.ShouldProcess($Upn, 'Let the password never expire')) {
        $entry = $found.GetDirectoryEntry()
        $entry.Properties['userAccountControl'].Value = [int]($control -bor $NeverExpires)
        $entry.CommitChanges()
    }
}

# ---- Report ------------------------------------------------------------------------------------------------------

# The role groups that a user is a direct member of, with their roles.
function Get-RoleGroupOf {
    param([string] $Guid)
    Get-RoleGroup -ResultSize 'Unlimited' | ForEach-Object -Process {
        $group = $_
        $members = @(Get-RoleGroupMember -Identity $group.Name -ResultSize 'Unlimited' | ForEach-Object -Process { Get-PropertyText -Item $_ -Name 'Guid' })
        if ($members -contains $Guid) {
            $roles = @($group.Roles | ForEach-Object -Process { ([string]$_).Split('/')[-1] } | Select-Object -First 200)
            @{ 'name' = [string]$group.Name; 'roles' = $roles }
        }
    }
}

# When the password ends, as text; nothing when it never does.
function ConvertTo-ExpiryText {
    param([long] $Ticks)
    if ($Ticks -le 0 -or $Ticks -eq $Never) {
        return $null
    }
    return '{0:yyyy-MM-ddTHH:mm:ssZ}' -f [datetime]::FromFileTimeUtc($Ticks)
}

# One account, in the words of the report.
function Get-AccountReport {
    param([string] $Upn)
    $user = Find-Object -Action { Get-User -Identity $Upn }
    if ($null -eq $user) {
        return @{ 'user_principal_name' = $Upn; 'exists' = $false }
    }
    $found = Find-DirectoryUser -Upn $Upn
    if ($null -eq $found) {
        Stop-Run -ExitCode 1 -Text ('{0} was not found in Active Directory from here, so nothing can be said about its password. Run this script on a machine of the domain.' -f $Upn)
    }
    $mailbox = Find-Object -Action { Get-Mailbox -Identity $Upn }
    $control = Get-PropertyText -Item $user -Name 'UserAccountControl'
    $flags = Get-DirectoryNumber -Found $found -Name 'userAccountControl'
    return @{
        'user_principal_name' = $Upn
        'exists' = $true
        'enabled' = ($control -notmatch 'AccountDisabled')
        'display_name' = (Get-PropertyText -Item $user -Name 'DisplayName')
        'alias' = (Get-PropertyText -Item $mailbox -Name 'Alias')
        'logon_name' = (Get-PropertyText -Item $user -Name 'SamAccountName')
        'recipient_type' = (Get-PropertyText -Item $mailbox -Name 'RecipientTypeDetails')
        'password_never_expires' = (($flags -band $NeverExpires) -ne 0)
        'password_must_change' = ((Get-DirectoryNumber -Found $found -Name 'pwdLastSet') -eq 0)
        'password_expires' = (ConvertTo-ExpiryText -Ticks (Get-DirectoryNumber -Found $found -Name 'msDS-UserPasswordExpiryTimeComputed'))
        'role_groups' = @(Get-RoleGroupOf -Guid (Get-PropertyText -Item $user -Name 'Guid'))
    }
}

# Whether the credential file beside this script holds the administrator's password: the name in it is not encrypted.
function Test-StoredPassword {
    param($Data)
    $path = Join-Path -Path $PSScriptRoot -ChildPath ([System.IO.Path]::GetFileName([string](Get-Field -Data $Data -Name 'credentialFile')))
    if (-not [System.IO.File]::Exists($path)) {
        return $false
    }
    $document = New-Object -TypeName 'System.Xml.XmlDocument'
    $document.Load($path)
    $short = $Data.administrator.Split('@')[0]
    foreach ($node in $document.GetElementsByTagName('S')) {
        if ($node.GetAttribute('N') -eq 'UserName') {
            $name = $node.InnerText
            if ($name -eq $Data.administrator -or $name.Split('\')[-1] -eq $short) {
                return $true
            }
        }
    }
    return $false
}

# The whole report.
function Get-Report {
    param($Data)
    return @{
        'format' = 'account-report/1'
        'made' = ('{0:yyyy-MM-ddTHH:mm:ssZ}' -f [datetime]::UtcNow)
        'host' = [Environment]::MachineName
        'stored_password' = (Test-StoredPassword -Data $Data)
        'administrator' = (Get-AccountReport -Upn $Data.administrator)
        'impersonation_user' = (Get-AccountReport -Upn $Data.worker.upn)
    }
}

# Groups of administrators that the impersonation user is in. What every mailbox user holds begins with My.
function Find-AdminGroup {
    param($Account)
    if ($Account.exists) {
        foreach ($group in @($Account.role_groups)) {
            $other = @($group.roles | Where-Object -FilterScript { $_ -ne $Role -and $_ -notmatch '^My' })
            if ($other.Count -gt 0) {
                $group.name
            }
        }
    }
}

# Writes the report.
function Save-Report {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path, $Report)
    if ($PSCmdlet.ShouldProcess($Path, 'Write the account report')) {
        $encoding = New-Object -TypeName 'System.Text.UTF8Encoding' -ArgumentList $false
        [System.IO.File]::WriteAllText($Path, (ConvertTo-Json -InputObject $Report -Depth 6), $encoding)
        Write-Output -InputObject ('Written: {0}. Upload this file in the wizard.' -f $Path)
    }
}

if ($DataFile -eq '') {
    $DataFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-sync.json'
}
if ($OutputFile -eq '') {
    $OutputFile = Join-Path -Path $PSScriptRoot -ChildPath 'account-report.json'
}
$session = $null
$exitCode = 1
try {
    $data = Read-DataFile -Path $DataFile
    $session = Connect-Server -Data $data -Given $Credential
    if (-not $ReportOnly) {
        Initialize-Worker -Worker $data.worker
        $scope = Initialize-Scope -Data $data
        Initialize-RoleGroup -Worker $data.worker -Scope $scope
        Set-PasswordPolicy -Upn $data.worker.upn
    }
    $report = Get-Report -Data $data
    Save-Report -Path $OutputFile -Report $report
    $groups = @(Find-AdminGroup -Account $report.impersonation_user)
    if ($groups.Count -gt 0) {
        Stop-Run -ExitCode 1 -Text ('{0} is a member of {1}. Exchange denies impersonation to administrators: take it out of there.' -f $data.worker.upn, ($groups -join ', '))
    }
    $exitCode = 0
}
catch {
    if ($_.Exception.Data.Contains('RetainExit')) {
        $exitCode = [int]$_.Exception.Data['RetainExit']
    }
    Write-Warning -Message $_.Exception.Message
}
finally {
    if ($null -ne $session) {
        Remove-PSSession -Session $session -WhatIf:$false
    }
}
exit $exitCode
