# Stands in for Microsoft's module: the directory comes from the JSON file that RETAIN_STANDIN names.
Set-StrictMode -Version Latest

function Read-StandIn {
    return (ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($env:RETAIN_STANDIN)))
}

function Connect-ExchangeOnline {
    param($AppId, $Organization, $CertificateThumbprint, $ExchangeEnvironmentName, $CommandName, $UserPrincipalName, [switch] $ShowBanner)
    if ((Read-StandIn).fault -eq 'sign-in') {
        throw 'The sign-in was refused.'
    }
}

function Disconnect-ExchangeOnline {
    [CmdletBinding(SupportsShouldProcess)]
    param()
}

function Get-EXOMailbox {
    param($ResultSize, $PropertySets)
    $directory = Read-StandIn
    $directory.mailboxes
    if ($directory.fault -eq 'cut-off') {
        throw 'The connection broke off.'
    }
}

function Get-User {
    param($ResultSize, $Identity)
    (Read-StandIn).users
}

function Get-DistributionGroup {
    param($ResultSize)
    (Read-StandIn).groups
}

function Get-DistributionGroupMember {
    param($Identity, $ResultSize)
    (Read-StandIn).members.PSObject.Properties[$Identity].Value
}

function Get-UnifiedGroup {
    param($ResultSize)
    (Read-StandIn).unifiedGroups
}

function Get-UnifiedGroupLinks {
    param($Identity, $LinkType, $ResultSize)
    (Read-StandIn).members.PSObject.Properties[$Identity].Value
}

Export-ModuleMember -Function 'Connect-ExchangeOnline', 'Disconnect-ExchangeOnline', 'Get-*'
