#Requires -Version 5.1
<#
.SYNOPSIS
Looks whether this Windows host can run the scripts for Retain, and writes what it saw into one file.

.DESCRIPTION
Looks at PowerShell and the Exchange Online module, TLS, the clock, the execution policy, the hosts of Microsoft on port
443, the scheduled task and its account, the file with the encrypted password, the certificate, and the target folder
with the two files in it. It writes retain-workstation.json beside itself; the wizard takes that file by upload and judges
it. It changes nothing. To see whether this account may write to the target folder it makes an empty file of its own
there, which Windows removes as soon as it is closed.

.PARAMETER DataFile
The file with the values. Without it: retain-sync.json in the folder of this script.

.PARAMETER OutputFile
The file to be written. Without it: retain-workstation.json in the folder of this script.

.EXAMPLE
.\Test-RetainWorkstation.ps1
Looks at this host and writes retain-workstation.json beside the script.

.NOTES
Run it as the account of the nightly task: rights and the password file are judged for the account that runs it.
Rights: none beyond those of an ordinary user; to see the task of another account, those of an administrator.
Reads: retain-sync.json, the installed modules, the scheduled task, the certificate store of this account and machine,
the target folder; asks the hosts of Microsoft for their headers.
Changes: nothing but retain-workstation.json.
Undo: delete retain-workstation.json.
Exit codes: 0 written, 1 failed, 2 wrong use or a value is missing.
#>
[CmdletBinding()]
param(
    [string] $DataFile = '',
    [string] $OutputFile = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Format = 'retain-sync-data/1'
$Timeout = 15000

# A value by its path, such as target.folder; nothing where it is missing.
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

# The values of the data file.
function Read-DataFile {
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path)) {
        throw ('The data file {0} is not there.' -f $Path)
    }
    $data = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($Path))
    if ((Get-Field -Data $data -Name 'format') -ne $Format) {
        throw ('The data file {0} is not of the format {1}.' -f $Path, $Format)
    }
    foreach ($name in @('exchange', 'hosts', 'target.folder', 'target.usersFile', 'target.groupsFile', 'task.name')) {
        if ([string](Get-Field -Data $data -Name $name) -eq '') {
            throw ('The data file has no value for {0}.' -f $name)
        }
    }
    return $data
}

# A moment as text, in UTC.
function ConvertTo-Moment {
    param([datetime] $Time)
    return '{0:yyyy-MM-ddTHH:mm:ssZ}' -f $Time.ToUniversalTime()
}

# The newest installed version of the Exchange Online module; empty when there is none.
function Get-ExchangeModule {
    $found = Get-Module -Name 'ExchangeOnlineManagement' -ListAvailable | Sort-Object -Property 'Version' -Descending | Select-Object -First 1
    if ($null -eq $found) {
        return ''
    }
    return [string]$found.Version
}

# The versions of TLS that .NET would offer, by its own names.
function Get-TlsName {
    foreach ($name in ([string][System.Net.ServicePointManager]::SecurityProtocol).Split(',')) {
        $name.Trim()
    }
}

# The innermost reason of an error, on one line.
function Get-Reason {
    param($Problem)
    $text = $Problem.Exception.GetBaseException().Message
    return ($text -replace '\s+', ' ').Trim()
}

# Asks a host for its headers. Whatever it answers counts as reached. The clock's offset comes from its Date header.
function Test-Site {
    param([string] $Name)
    $seen = @{ 'name' = $Name; 'reached' = $false; 'text' = ''; 'offset' = $null }
    $answer = $null
    try {
        $request = [System.Net.WebRequest]::Create('https://' + $Name + '/')
        $request.Method = 'HEAD'
        $request.Timeout = $Timeout
        $request.AllowAutoRedirect = $false
        $answer = $request.GetResponse()
    }
    catch {
        $inner = $_.Exception.GetBaseException()
        if ($inner -is [System.Net.WebException] -and $null -ne $inner.Response) {
            $answer = $inner.Response
        }
        else {
            $seen.text = Get-Reason -Problem $_
        }
    }
    if ($null -ne $answer) {
        $seen.reached = $true
        $seen.offset = Measure-Offset -Header ([string]$answer.Headers['Date'])
        $answer.Dispose()
    }
    return $seen
}

# This machine's clock minus that of the header, in seconds; nothing where the header is no time.
function Measure-Offset {
    param([string] $Header)
    $time = [datetime]::MinValue
    $style = [System.Globalization.DateTimeStyles]::AssumeUniversal -bor [System.Globalization.DateTimeStyles]::AdjustToUniversal
    if ([datetime]::TryParse($Header, [System.Globalization.CultureInfo]::InvariantCulture, $style, [ref]$time)) {
        return [math]::Round(([datetime]::UtcNow - $time).TotalSeconds, 1)
    }
    return $null
}

# The name of an account, also where the task names it by its security id.
function Get-AccountName {
    param([string] $Account)
    if ($Account -notmatch '^S-1-') {
        return $Account
    }
    try {
        $id = New-Object -TypeName 'System.Security.Principal.SecurityIdentifier' -ArgumentList $Account
        return [string]$id.Translate([System.Security.Principal.NTAccount])
    }
    catch {
        return $Account
    }
}

# The scheduled task; nothing where it is not registered, or this is not Windows.
function Get-NightlyTask {
    param([string] $Name)
    if ($null -eq (Get-Command -Name 'Get-ScheduledTask' -ErrorAction 'SilentlyContinue')) {
        return $null
    }
    $task = Get-ScheduledTask -TaskName $Name -ErrorAction 'SilentlyContinue' | Select-Object -First 1
    if ($null -eq $task) {
        return $null
    }
    $run = Get-ScheduledTaskInfo -TaskName $task.TaskName -TaskPath $task.TaskPath
    $next = $null
    if ($null -ne $run.NextRunTime) {
        $next = ConvertTo-Moment -Time $run.NextRunTime
    }
    return @{
        'name' = $task.TaskName
        'account' = (Get-AccountName -Account ([string]$task.Principal.UserId))
        'enabled' = ([string]$task.State -ne 'Disabled')
        'lastResult' = [long]$run.LastTaskResult
        'nextRun' = $next
    }
}

# Whether this account can open the file with the encrypted password; nothing where none is needed.
function Test-CredentialFile {
    param($Data)
    $name = [System.IO.Path]::GetFileName([string](Get-Field -Data $Data -Name 'credentialFile'))
    if ($Data.exchange -ne 'server' -or $name -eq '') {
        return $null
    }
    $readable = $false
    try {
        $kept = Import-Clixml -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath $name)
        $readable = $null -ne $kept.Credential
    }
    catch {
        Write-Verbose -Message (Get-Reason -Problem $_)
    }
    return @{ 'name' = $name; 'readable' = $readable }
}

# Whether the certificate is there with its private key; nothing where none is needed.
function Test-Certificate {
    param([string] $Thumbprint)
    if ($Thumbprint -notmatch '^[0-9A-Fa-f]{40}$') {
        return $null
    }
    $seen = @{ 'thumbprint' = $Thumbprint; 'store' = ''; 'privateKey' = $false; 'ends' = $null }
    foreach ($place in @('CurrentUser', 'LocalMachine')) {
        try {
            $store = New-Object -TypeName 'System.Security.Cryptography.X509Certificates.X509Store' -ArgumentList 'My', $place
            $store.Open('ReadOnly')
            foreach ($one in $store.Certificates) {
                if ($one.Thumbprint -eq $Thumbprint) {
                    $seen.store = $place
                    $seen.privateKey = [bool]$one.HasPrivateKey
                    $seen.ends = ConvertTo-Moment -Time $one.NotAfter
                }
            }
            $store.Close()
        }
        catch {
            Write-Verbose -Message (Get-Reason -Problem $_)
        }
    }
    return $seen
}

# Whether this account may write to a folder: an empty file that Windows removes when it is closed.
function Test-Writing {
    param([string] $Folder)
    $path = Join-Path -Path $Folder -ChildPath ('retain-probe-{0}.tmp' -f [guid]::NewGuid().ToString('N'))
    try {
        $file = [System.IO.FileStream]::new($path, [System.IO.FileMode]::CreateNew, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::None, 1, [System.IO.FileOptions]::DeleteOnClose)
        $file.Dispose()
        return $true
    }
    catch {
        Write-Verbose -Message (Get-Reason -Problem $_)
        return $false
    }
}

# Free bytes of the drive of a folder; nothing for a share.
function Measure-FreeSpace {
    param([string] $Folder)
    try {
        $drive = New-Object -TypeName 'System.IO.DriveInfo' -ArgumentList ([System.IO.Path]::GetPathRoot($Folder))
        return $drive.AvailableFreeSpace
    }
    catch {
        return $null
    }
}

# The target folder and the two files in it.
function Get-Target {
    param($Target)
    $seen = @{ 'folder' = $Target.folder; 'exists' = [System.IO.Directory]::Exists($Target.folder); 'writable' = $false; 'freeBytes' = $null; 'files' = @() }
    if ($seen.exists) {
        $seen.writable = Test-Writing -Folder $Target.folder
        $seen.freeBytes = Measure-FreeSpace -Folder $Target.folder
        foreach ($name in @($Target.usersFile, $Target.groupsFile)) {
            $path = Join-Path -Path $Target.folder -ChildPath $name
            if ([System.IO.File]::Exists($path)) {
                $file = Get-Item -LiteralPath $path
                $seen.files += @{ 'name' = $name; 'bytes' = $file.Length; 'modified' = (ConvertTo-Moment -Time $file.LastWriteTimeUtc) }
            }
        }
    }
    return $seen
}

# Everything that was seen, in the words of the wizard.
function Get-Probe {
    param($Data)
    $sites = @($Data.hosts | ForEach-Object -Process { Test-Site -Name $_ })
    $offset = $sites | Where-Object -FilterScript { $null -ne $_.offset } | ForEach-Object -Process { $_.offset } | Select-Object -First 1
    return @{
        'format' = 'retain-workstation/1'
        'made' = (ConvertTo-Moment -Time ([datetime]::UtcNow))
        'computer' = [Environment]::MachineName
        'account' = ('{0}\{1}' -f [Environment]::UserDomainName, [Environment]::UserName)
        'powerShell' = @{ 'version' = [string]$PSVersionTable.PSVersion; 'edition' = [string]$PSVersionTable.PSEdition }
        'exchangeModule' = (Get-ExchangeModule)
        'tls' = @(Get-TlsName)
        'executionPolicy' = [string](Get-ExecutionPolicy)
        'hosts' = @($sites | ForEach-Object -Process { @{ 'name' = $_.name; 'reached' = $_.reached; 'text' = $_.text } })
        'clockOffsetSeconds' = $offset
        'task' = (Get-NightlyTask -Name $Data.task.name)
        'credential' = (Test-CredentialFile -Data $Data)
        'target' = (Get-Target -Target $Data.target)
        'certificate' = (Test-Certificate -Thumbprint ([string](Get-Field -Data $Data -Name 'certificateThumbprint')))
    }
}

if ($DataFile -eq '') {
    $DataFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-sync.json'
}
if ($OutputFile -eq '') {
    $OutputFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-workstation.json'
}
$exitCode = 2
try {
    $data = Read-DataFile -Path $DataFile
    $exitCode = 1
    $text = ConvertTo-Json -InputObject (Get-Probe -Data $data) -Depth 5
    [System.IO.File]::WriteAllText($OutputFile, $text, (New-Object -TypeName 'System.Text.UTF8Encoding' -ArgumentList $false))
    Write-Output -InputObject ('Written: {0}. Upload this file in the wizard.' -f $OutputFile)
    $exitCode = 0
}
catch {
    Write-Warning -Message (Get-Reason -Problem $_)
}
exit $exitCode
