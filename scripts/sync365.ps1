#Requires -Version 5.1
<#
.SYNOPSIS
Fetches mailboxes and groups from Exchange and writes the two address book files for Retain.

.DESCRIPTION
Reads its values from retain-sync.json beside it and holds none itself. Exchange Online is entered by application and
certificate, without any password; a server of your own with a user whose password Windows has encrypted for the account
that runs this script (-SaveCredential makes that file).
Users and groups are written under temporary names in the target folder, read back, compared with the pair that is there,
and only then put in its place. An empty file is never published. A pair from which too much has gone is held until a
person approves it. Whatever stops a run, the pair in the target folder stays as it was.

.PARAMETER DataFile
The file with the values. Without it: retain-sync.json in the folder of this script.

.PARAMETER SaveCredential
Exchange Server only. Asks for the user and its password once and keeps them, encrypted, in a file beside this script.
Only the same Windows account on the same machine can open that file. Run it as the account of the nightly task.

.PARAMETER Credential
Exchange Server only. Signs in with this credential for one run; nothing is kept.

.PARAMETER Approve
Publishes once although the guard holds the pair. It needs -Reason. An empty file is refused even so.

.PARAMETER Reason
Why the pair is right although so much has gone. It is written to the log and to the result.

.EXAMPLE
.\sync365.ps1 -WhatIf -Verbose
Fetches and compares everything, says what would be published, and changes nothing.

.EXAMPLE
.\sync365.ps1 -SaveCredential
Asks for the user of an Exchange Server and keeps its password encrypted for this account.

.EXAMPLE
.\sync365.ps1 -Approve -Reason 'The Berlin office has left the company'
Publishes once what the guard holds.

.NOTES
Rights: in Exchange reading recipients is enough (Exchange Online: the application permission Exchange.ManageAsApp and
the role Global Reader; Exchange Server: the role group View-Only Organization Management). On this machine: change
rights in the target folder and in the folder of this script.
Reads: retain-sync.json, the two files in the target folder, the folder pairs beside this script, and Exchange.
Changes: the two files in the target folder; beside this script sync365.log, sync365-last.json and the folder pairs with
the last good pairs; with -SaveCredential the file with the encrypted password. Nothing in Exchange.
Undo: copy both files of a folder below pairs back into the target folder; remove the scheduled task; delete the folder
of this script.
Exit codes: 0 published or unchanged, 1 failed, 2 wrong use or a value is missing, 4 held by the guard, 5 the directory
could not be read as a whole, 6 another run is under way.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $DataFile = '',
    [switch] $SaveCredential,
    [System.Management.Automation.PSCredential] $Credential,
    [switch] $Approve,
    [string] $Reason = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# ---- Words -------------------------------------------------------------------------------------------------------

$Format = 'retain-sync-data/1'
$PartSign = [string][char]31
$Named = 20
$LogBytes = 1000000
$LogFiles = 5
$WaitSeconds = 60

# Where the value of each source comes from: what is asked, and its property.
$UserProperties = @{
    'upn' = 'mailbox UserPrincipalName'
    'primary' = 'mailbox PrimarySmtpAddress'
    'mail' = 'user WindowsEmailAddress'
    'id' = 'mailbox ExternalDirectoryObjectId'
    'name' = 'mailbox DisplayName'
    'alias' = 'mailbox Alias'
    'given' = 'user FirstName'
    'surname' = 'user LastName'
    'department' = 'user Department'
    'company' = 'user Company'
    'title' = 'user Title'
    'office' = 'user Office'
    'sam' = 'user SamAccountName'
    'dn' = 'mailbox DistinguishedName'
}
# Made of other values.
$UserMade = @(
    'type', 'type-number', 'given-surname', 'surname-given', 'upn-name', 'primary-name', 'domain'
)
# Exchange has no such value, or another one than the directory: such a column keeps what the last pair says.
$UserMissing = @('immutable', 'created')
# Exchange Online shows names of its own here, not those of the organisation's own directory.
$UserMissingOnline = @('sam', 'dn')

$GroupProperties = @{
    'primary' = 'PrimarySmtpAddress'
    'mail' = 'PrimarySmtpAddress'
    'id' = 'ExternalDirectoryObjectId'
    'name' = 'DisplayName'
    'alias' = 'Alias'
}
$GroupMade = @('type', 'description', 'primary-name', 'domain')
$GroupFilled = @('members', 'member')

$Separators = @{
    '' = ';'
    '-comma' = ','
    '-bar' = '|'
    '-blank' = ' '
    '-semicolon-blank' = '; '
    '-comma-blank' = ', '
}
$Lists = @('addresses', 'mail-addresses', 'others')
$Flags = @('enabled', 'disabled', 'hidden', 'shown')
$Words = @{
    '' = @('False', 'True')
    '-lower' = @('false', 'true')
    '-upper' = @('FALSE', 'TRUE')
    '-number' = @('0', '1')
}
$Kinds = @{
    'UserMailbox' = 'user'
    'LinkedMailbox' = 'linked'
    'SharedMailbox' = 'shared'
    'RoomMailbox' = 'room'
    'EquipmentMailbox' = 'equipment'
}
$KindNumbers = @{
    'user' = '0'
    'linked' = '0'
    'room' = '1'
    'equipment' = '2'
    'shared' = '3'
}
# What Microsoft Graph calls a distribution group, Exchange sorts more finely.
$GroupTypes = @{
    'RoomList' = 'MailUniversalDistributionGroup'
}
$Clouds = @{
    'worldwide' = 'O365Default'
    'gcc-high' = 'O365USGovGCCHigh'
    'dod' = 'O365USGovDoD'
    'china' = 'O365China'
}
# What must never stand in the data file.
$ClearText = @('password', 'adminPassword', 'serverPassword', 'clientSecret')
# Names of Python's codecs, as the layout has them; cp1252 and the like are read as numbers.
$Encodings = @{
    'utf-8' = 65001
    'utf-16-le' = 1200
    'utf-16-be' = 1201
    'ascii' = 20127
    'latin-1' = 28591
}

# ---- Guard: pure, the same rules as in the wizard ----------------------------------------------------------------

# How many of so many may go without a person: the greater of the share, rounded down, and the least number.
function Get-AllowedRemoval {
    param([int] $Before, $Limits)
    $share = [int][math]::Floor([decimal]$Before * [decimal]$Limits.percent / 100)
    return [math]::Max($share, [int]$Limits.least)
}

# One reason why a pair is held or refused.
function New-Finding {
    param([string] $Rule, [string] $Verdict, [string] $Text, [int] $Limit, [int] $Found, $About)
    return @{
        'rule' = $Rule
        'verdict' = $Verdict
        'text' = $Text
        'limit' = $Limit
        'found' = $Found
        'about' = @($About)
    }
}

# An empty file is refused always.
function Test-EmptyFile {
    param([string] $What, [int] $After)
    if ($After -le 0) {
        $text = 'The new {0} file would be empty. An empty file is never published: to Retain it says that there are no {0}.' -f $What
        New-Finding -Rule ('empty-{0}' -f $What) -Verdict 'refuse' -Text $text -Limit 1 -Found 0 -About @()
    }
}

# The same logon name with another account or mailbox behind it.
function Test-ExchangedName {
    param($Names)
    $all = @($Names)
    if ($all.Count -gt 0) {
        $text = '{0} logon name(s) belong to another account or mailbox than in the published file. Retain tells mailboxes apart by their id, so it may show these people twice, or one person''s archive to another.' -f $all.Count
        $some = @($all | Select-Object -First $Named)
        New-Finding -Rule 'exchanged' -Verdict 'hold' -Text $text -Limit 0 -Found $all.Count -About $some
    }
}

# More users or groups gone than may go without a person.
function Test-Removal {
    param([string] $What, [int] $Before, [int] $Removed, $Limits)
    $limit = Get-AllowedRemoval -Before $Before -Limits $Limits
    if ($Removed -gt $limit) {
        $text = '{0} of {1} {2} would go. Up to {3} go without a person''s approval.' -f $Removed, $Before, $What, $limit
        New-Finding -Rule $What -Verdict 'hold' -Text $text -Limit $limit -Found $Removed -About @()
    }
}

# Groups that lose more members than may go: one finding, with the numbers of the group furthest over its limit.
function Test-ShrunkGroup {
    param($Groups, $Limits)
    $about = @()
    $worst = $null
    $furthest = 0
    foreach ($group in @($Groups)) {
        $limit = Get-AllowedRemoval -Before $group.before -Limits $Limits
        $over = $group.removed - $limit
        if ($over -gt 0) {
            $about += '{0}: {1} of {2}' -f $group.name, $group.removed, $group.before
            if ($over -gt $furthest) {
                $worst = $group
                $furthest = $over
            }
        }
    }
    if ($null -ne $worst) {
        $limit = $worst.removed - $furthest
        $text = '{0} group(s) would lose more members than may go without a person''s approval: {1} {2} of {3}, where up to {4} may go.' -f $about.Count, $worst.name, $worst.removed, $worst.before, $limit
        $some = @($about | Select-Object -First $Named)
        New-Finding -Rule 'members' -Verdict 'hold' -Text $text -Limit $limit -Found $worst.removed -About $some
    }
}

# Every reason not to publish, worst first.
function Test-PairChange {
    param($Change, $Limits)
    Test-EmptyFile -What 'users' -After $Change.users_after
    Test-EmptyFile -What 'groups' -After $Change.groups_after
    Test-ExchangedName -Names $Change.exchanged
    Test-Removal -What 'users' -Before $Change.users_before -Removed $Change.users_removed -Limits $Limits
    Test-Removal -What 'groups' -Before $Change.groups_before -Removed $Change.groups_removed -Limits $Limits
    Test-ShrunkGroup -Groups $Change.shrunk -Limits $Limits
}

# The worst verdict among the findings.
function Get-Verdict {
    param($Findings)
    $verdict = 'publish'
    foreach ($finding in @($Findings)) {
        if ($finding.verdict -eq 'refuse') {
            $verdict = 'refuse'
        }
        elseif ($finding.verdict -eq 'hold' -and $verdict -eq 'publish') {
            $verdict = 'hold'
        }
    }
    return $verdict
}

# ---- Values: pure, from a record of Exchange to the text of a cell -----------------------------------------------

# The addresses of a record as Exchange writes them: the primary one first, the others in order.
function Get-OrderedAddress {
    param($Record)
    $first = @()
    $rest = @()
    foreach ($address in @($Record.proxies)) {
        if ($address.StartsWith('SMTP:', [System.StringComparison]::Ordinal)) {
            $first += $address
        }
        else {
            $rest += $address
        }
    }
    [string[]] $ordered = $rest
    [array]::Sort($ordered, ([System.Collections.IComparer][System.StringComparer]::Ordinal))
    return @($first) + @($ordered)
}

# A list of addresses: all of them, the mail addresses, or the mail addresses besides the primary one.
function Get-AddressList {
    param($Record, [string] $Which)
    foreach ($address in @(Get-OrderedAddress -Record $Record)) {
        $mark = $address.Substring(0, [math]::Min(5, $address.Length))
        if ($Which -eq 'addresses') {
            $address
        }
        elseif ($mark -ceq 'smtp:' -or ($mark -eq 'smtp:' -and $Which -eq 'mail-addresses')) {
            $address.Substring(5)
        }
    }
}

# Whether a flag is set. What is not known sets neither of two opposite flags.
function Test-Flag {
    param($Record, [string] $Flag)
    if ($Flag -eq 'enabled') {
        return ($Record.blocked -eq 'no')
    }
    if ($Flag -eq 'disabled') {
        return ($Record.blocked -eq 'yes')
    }
    if ($Flag -eq 'hidden') {
        return ($Record.unlisted -eq 'yes')
    }
    return ($Record.unlisted -ne 'yes')
}

# What stands before and after the last parts of an address.
function Split-Address {
    param([string] $Address, [string] $Part)
    $at = $Address.IndexOf('@', [System.StringComparison]::Ordinal)
    if ($at -lt 0) {
        if ($Part -eq 'name') {
            return $Address
        }
        return ''
    }
    if ($Part -eq 'name') {
        return $Address.Substring(0, $at)
    }
    return $Address.Substring($at + 1)
}

# Names that are not empty, with a sign between them.
function Join-Name {
    param([string] $First, [string] $Second, [string] $Sign)
    if ($First -ne '' -and $Second -ne '') {
        return $First + $Sign + $Second
    }
    return $First + $Second
}

# A value that is made of others.
function Get-MadeValue {
    param($Record, [string] $Key)
    if ($Key -eq 'type') {
        return $Record.details
    }
    if ($Key -eq 'description') {
        return $Record.notes
    }
    if ($Key -eq 'type-number') {
        return [string]$KindNumbers[$Record.kind]
    }
    if ($Key -eq 'given-surname') {
        return (Join-Name -First $Record.given -Second $Record.surname -Sign ' ')
    }
    if ($Key -eq 'surname-given') {
        return (Join-Name -First $Record.surname -Second $Record.given -Sign ', ')
    }
    if ($Key -eq 'upn-name') {
        return (Split-Address -Address $Record.upn -Part 'name')
    }
    if ($Key -eq 'primary-name') {
        return (Split-Address -Address $Record.primary -Part 'name')
    }
    return (Split-Address -Address $Record.primary -Part 'domain')
}

# What a key begins with, out of some beginnings; empty for none.
function Find-Beginning {
    param([string] $Key, $Beginnings, $Endings)
    foreach ($one in $Beginnings) {
        if ($Key.StartsWith($one, [System.StringComparison]::Ordinal)) {
            if ($Endings.ContainsKey($Key.Substring($one.Length))) {
                return $one
            }
        }
    }
    return ''
}

# The value of a source for a record of a user or a group.
function Get-SourceValue {
    param($Record, [string] $Key)
    if ($Record.ContainsKey($Key)) {
        return [string]$Record[$Key]
    }
    if ($UserMade -ccontains $Key -or $GroupMade -ccontains $Key) {
        return [string](Get-MadeValue -Record $Record -Key $Key)
    }
    $list = Find-Beginning -Key $Key -Beginnings $Lists -Endings $Separators
    if ($list -ne '') {
        return @(Get-AddressList -Record $Record -Which $list) -join $Separators[$Key.Substring($list.Length)]
    }
    $flag = Find-Beginning -Key $Key -Beginnings $Flags -Endings $Words
    if ($flag -ne '') {
        return $Words[$Key.Substring($flag.Length)][[int](Test-Flag -Record $Record -Flag $flag)]
    }
    if ($Key.StartsWith('text:', [System.StringComparison]::Ordinal)) {
        return $Key.Substring(5)
    }
    if ($Key.Contains('+')) {
        $parts = @()
        foreach ($one in $Key.Split('+')) {
            $parts += Get-SourceValue -Record $Record -Key $one
        }
        return $parts -join $PartSign
    }
    throw ('The layout asks for {0}, which this script does not know.' -f $Key)
}

# Whether Exchange has a value for this source. Without one a column keeps what the last pair says.
function Test-Source {
    param([string] $Key, [string] $Exchange)
    if ($Key.StartsWith('text:', [System.StringComparison]::Ordinal)) {
        return $true
    }
    foreach ($one in $Key.Split('+')) {
        if ($one -eq '' -or $UserMissing -ccontains $one) {
            return $false
        }
        if ($Exchange -eq 'online' -and $UserMissingOnline -ccontains $one) {
            return $false
        }
    }
    return $true
}

# A value as it sorts: without case and accents.
function ConvertTo-SortText {
    param([string] $Text)
    if ($Text -cmatch '^[\x00-\x7f]*$') {
        return $Text.ToLowerInvariant()
    }
    $plain = ''
    $parts = $Text.Replace([string][char]223, 'ss').ToLowerInvariant().Normalize([System.Text.NormalizationForm]::FormKD)
    foreach ($sign in $parts.ToCharArray()) {
        if ([System.Globalization.CharUnicodeInfo]::GetUnicodeCategory($sign) -ne 'NonSpacingMark') {
            $plain += $sign
        }
    }
    return $plain
}

# ---- Cells: pure, quoting as in RFC 4180 -------------------------------------------------------------------------

# Whether a cell must stand in quotes.
function Test-Quoting {
    param([string] $Value, [string] $Quoting, [string] $Delimiter)
    if ($Value -eq '' -or $Quoting -eq 'none') {
        return $false
    }
    if ($Quoting -eq 'all') {
        return $true
    }
    return ($Value.Contains($Delimiter) -or $Value.Contains('"') -or $Value.Contains([string][char]13) -or $Value.Contains([string][char]10))
}

# A cell with a value of the directory. Nothing is written as nothing at all, or as two quotes.
function ConvertTo-Cell {
    param([string] $Value, [string] $Quoting, [bool] $BareEmpty, [string] $Delimiter)
    if ($Value -eq '') {
        if ($BareEmpty) {
            return ''
        }
        return '""'
    }
    if (Test-Quoting -Value $Value -Quoting $Quoting -Delimiter $Delimiter) {
        return '"' + $Value.Replace('"', '""') + '"'
    }
    return $Value
}

# A cell that is kept as it stood in the last pair: two quotes stay two quotes, nothing stays nothing.
function ConvertTo-KeptCell {
    param($Kept, [string] $Quoting, [string] $Delimiter)
    if ($Kept.value -eq '') {
        if ($Kept.quoted) {
            return '""'
        }
        return ''
    }
    return (ConvertTo-Cell -Value $Kept.value -Quoting $Quoting -BareEmpty $true -Delimiter $Delimiter)
}

# Why a file without quotes cannot hold a value; empty when it can.
function Get-Objection {
    param([string] $Value, [string] $Quoting, [string] $Delimiter)
    if ($Value.Contains([string][char]0)) {
        return 'holds a zero byte'
    }
    if ($Quoting -ne 'none') {
        return ''
    }
    if ($Value.Contains('"')) {
        return 'holds a quote, and the fields of this file are not quoted'
    }
    if (Test-Quoting -Value $Value -Quoting 'needed' -Delimiter $Delimiter) {
        return 'holds a delimiter or a line break, and the fields of this file are not quoted'
    }
    return ''
}

# How the cells of a column are quoted.
function Get-Quoting {
    param($Column, $Dialect)
    if ($Column.quoting -ne '') {
        return $Column.quoting
    }
    return $Dialect.quoting
}

# Whether an empty cell of a column is nothing at all.
function Test-BareEmpty {
    param($Column, $Dialect)
    if ($Column.empty -ne '') {
        return ($Column.empty -eq 'bare')
    }
    return [bool]$Dialect.bare_empty
}

# Cells as one row, with its line end. An empty line is no row, so a single empty cell gets its quotes.
function Join-Cell {
    param($Cells, $Dialect)
    $all = @($Cells)
    if ($all.Count -eq 1 -and $all[0] -eq '') {
        $all = @('""')
    }
    return ($all -join $Dialect.delimiter) + $Dialect.newline
}

# What stands above the rows.
function Get-HeaderText {
    param($File)
    if (-not $File.header) {
        return $File.dialect.first_line
    }
    $quoting = $File.dialect.header_quoting
    if ($quoting -eq '') {
        $quoting = $File.dialect.quoting
    }
    $cells = @()
    foreach ($column in @($File.columns)) {
        $cells += ConvertTo-Cell -Value $column.name -Quoting $quoting -BareEmpty $File.dialect.bare_empty -Delimiter $File.dialect.delimiter
    }
    return $File.dialect.first_line + (Join-Cell -Cells $cells -Dialect $File.dialect)
}

# The cells of one record; nothing where a column has neither source nor kept value, for such a row is held.
function Get-RowCell {
    param($File, $Values, $Kept, [string] $Who)
    foreach ($column in @($File.columns)) {
        $quoting = Get-Quoting -Column $column -Dialect $File.dialect
        if ($Values.ContainsKey($column.name)) {
            $value = [string]$Values[$column.name]
            $bare = Test-BareEmpty -Column $column -Dialect $File.dialect
            $cell = ConvertTo-Cell -Value $value -Quoting $quoting -BareEmpty $bare -Delimiter $File.dialect.delimiter
        }
        else {
            $value = [string]$Kept[$column.name].value
            $cell = ConvertTo-KeptCell -Kept $Kept[$column.name] -Quoting $quoting -Delimiter $File.dialect.delimiter
        }
        $objection = Get-Objection -Value $value -Quoting $quoting -Delimiter $File.dialect.delimiter
        if ($objection -ne '') {
            throw ('{0}: the value of column {1} {2}.' -f $Who, $column.name, $objection)
        }
        $cell
    }
}

# ---- Members: pure -----------------------------------------------------------------------------------------------

# Of a column's source: whether it shows all members, one member a row, or something of the group.
function Get-MemberStyle {
    param([string] $Key)
    foreach ($style in @('members', 'member')) {
        if ($Key -ceq $style -or $Key.StartsWith($style + '.', [System.StringComparison]::Ordinal)) {
            return $style
        }
    }
    return ''
}

# Which source of the users file a column of members shows.
function Get-MemberSource {
    param([string] $Key, $Members)
    $at = $Key.IndexOf('.', [System.StringComparison]::Ordinal)
    if ($at -ge 0) {
        return $Key.Substring($at + 1)
    }
    return $Members.key.Split('+')[0]
}

# All members in one field. A value that holds the sign between members cannot be written.
function Join-Member {
    param($Values, [string] $Sign, [string] $Who)
    foreach ($value in @($Values)) {
        if ($value.Contains($Sign)) {
            throw ('{0}: the member {1} holds {2}, which stands between members.' -f $Who, $value, $Sign)
        }
    }
    return @($Values) -join $Sign
}

# The values of a group's columns, one table for each row of the file that the group gets.
function Get-GroupRow {
    param($File, $Members, $Group, $People, [string] $Exchange)
    $all = @($People)
    $size = 1
    if ($Members.style -eq 'rows') {
        $size = $all.Count
        if ($size -eq 0 -and $Members.empty_row) {
            $size = 1
        }
    }
    for ($number = 0; $number -lt $size; $number += 1) {
        $values = @{}
        foreach ($column in @($File.columns)) {
            $style = Get-MemberStyle -Key $column.source
            if ($style -eq '') {
                if (Test-Source -Key $column.source -Exchange $Exchange) {
                    $values[$column.name] = Get-SourceValue -Record $Group -Key $column.source
                }
            }
            else {
                $source = Get-MemberSource -Key $column.source -Members $Members
                $said = @()
                foreach ($person in $all) {
                    $said += Get-SourceValue -Record $person -Key $source
                }
                if ($style -eq 'members') {
                    $values[$column.name] = Join-Member -Values $said -Sign $Members.separator -Who $Group.primary
                }
                elseif ($said.Count -gt 0) {
                    $values[$column.name] = $said[$number]
                }
                else {
                    $values[$column.name] = ''
                }
            }
        }
        $values
    }
}

# ---- Ending ------------------------------------------------------------------------------------------------------

# Ends the run with one sentence and an exit code.
function Stop-Run {
    param([int] $ExitCode, [string] $Text)
    $problem = New-Object -TypeName 'System.InvalidOperationException' -ArgumentList $Text
    $problem.Data['RetainExit'] = $ExitCode
    throw $problem
}

# Notes a line in the log, and shows it with -Verbose.
function Write-RunLog {
    param([string] $Text)
    Write-Verbose -Message $Text
    if ($script:State.log -ne '') {
        $line = '{0:yyyy-MM-ddTHH:mm:ssZ} {1}{2}' -f [datetime]::UtcNow, $Text, [Environment]::NewLine
        [System.IO.File]::AppendAllText($script:State.log, $line, $script:State.plain)
    }
}

# Moves a log that has grown aside, and forgets the oldest.
function Reset-RunLog {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path) -or (Get-Item -LiteralPath $Path).Length -lt $LogBytes) {
        return
    }
    if ($PSCmdlet.ShouldProcess($Path, 'Begin a new log file')) {
        for ($number = $LogFiles; $number -ge 1; $number -= 1) {
            $older = '{0}.{1}' -f $Path, $number
            $newer = '{0}.{1}' -f $Path, ($number - 1)
            if ($number -eq 1) {
                $newer = $Path
            }
            if ([System.IO.File]::Exists($newer)) {
                [System.IO.File]::Delete($older)
                [System.IO.File]::Move($newer, $older)
            }
        }
    }
}

# ---- Data file ---------------------------------------------------------------------------------------------------

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
    return $data
}

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

# Ends the run where a value is missing or empty, and names it.
function Assert-Field {
    param($Data, $Names)
    foreach ($name in @($Names)) {
        $value = Get-Field -Data $Data -Name $name
        if ($null -eq $value -or [string]$value -eq '') {
            Stop-Run -ExitCode 2 -Text ('The data file has no value for {0}.' -f $name)
        }
    }
}

# Everything that this run needs is there, and this script can follow it.
function Assert-DataFile {
    param($Data)
    Assert-Field -Data $Data -Names @(
        'exchange', 'target.folder', 'target.usersFile', 'target.groupsFile', 'layout.users', 'layout.groups',
        'layout.members', 'limits.percent', 'limits.least', 'keep.count', 'choice.kinds'
    )
    if ($Data.exchange -eq 'online') {
        Assert-Field -Data $Data -Names @('appId', 'organization', 'certificateThumbprint', 'cloud')
        if (-not $Clouds.ContainsKey($Data.cloud)) {
            Stop-Run -ExitCode 2 -Text ('This script does not know the cloud {0}.' -f $Data.cloud)
        }
    }
    else {
        Assert-Field -Data $Data -Names @('serverUri', 'credentialFile')
    }
    foreach ($name in @($Data.target.usersFile, $Data.target.groupsFile)) {
        if ($name -ne [System.IO.Path]::GetFileName($name)) {
            Stop-Run -ExitCode 2 -Text ('{0} is not a plain file name.' -f $name)
        }
    }
    foreach ($name in $ClearText) {
        if ($null -ne (Get-Field -Data $Data -Name $name)) {
            Stop-Run -ExitCode 2 -Text ('The data file holds {0} in clear text: whoever can read the file has it. This script takes none. Delete it from the file and change it in the directory. Exchange Online signs in with a certificate, your own server with -SaveCredential.' -f $name)
        }
    }
    if (@($Data.choice.licences).Count -gt 0) {
        Stop-Run -ExitCode 2 -Text 'Exchange does not show licences, so this script cannot filter by them. Take the licence filter away on the page Sync, or let the wizard itself fetch the directory.'
    }
}

# ---- Credential of an Exchange Server ----------------------------------------------------------------------------

# Only Windows encrypts what Export-Clixml writes.
function Test-Windows {
    return ([Environment]::OSVersion.Platform -eq 'Win32NT')
}

# This account on this machine, as Windows writes it.
function Get-AccountName {
    return '{0}\{1} on {2}' -f [Environment]::UserDomainName, [Environment]::UserName, [Environment]::MachineName
}

# Asks for user and password, and keeps them encrypted for this account on this machine.
function Save-ServerCredential {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path, [string] $UserName)
    if (-not (Test-Windows)) {
        Stop-Run -ExitCode 2 -Text 'A password can be kept on Windows only: elsewhere it would not be encrypted.'
    }
    $message = 'User that reads the directory of the Exchange server'
    if ($UserName -eq '') {
        $given = Get-Credential -Message $message
    }
    else {
        $given = Get-Credential -UserName $UserName -Message $message
    }
    if ($null -eq $given) {
        Stop-Run -ExitCode 2 -Text 'No user was entered; nothing was kept.'
    }
    if ($PSCmdlet.ShouldProcess($Path, 'Keep the encrypted credential')) {
        $kept = New-Object -TypeName 'System.Management.Automation.PSObject' -Property @{
            'Account' = (Get-AccountName)
            'Credential' = $given
        }
        Export-Clixml -LiteralPath $Path -InputObject $kept -Force
        Write-Information -MessageData ('Kept for {0} in {1}.' -f (Get-AccountName), $Path) -InformationAction 'Continue'
    }
}

# For which account the file was made; that part of it is not encrypted.
function Get-CredentialOwner {
    param([string] $Path)
    $document = New-Object -TypeName 'System.Xml.XmlDocument'
    $document.Load($Path)
    foreach ($node in $document.GetElementsByTagName('S')) {
        if ($node.GetAttribute('N') -eq 'Account') {
            return $node.InnerText
        }
    }
    return 'another account'
}

# The kept credential, or the reason why this account cannot open it.
function Read-ServerCredential {
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path)) {
        Stop-Run -ExitCode 1 -Text ('There is no credential file {0}. Run this script once with -SaveCredential, as the account of the nightly task.' -f $Path)
    }
    $owner = Get-CredentialOwner -Path $Path
    try {
        $kept = Import-Clixml -LiteralPath $Path
        $found = $kept.Credential
    }
    catch {
        $found = $null
    }
    if ($null -eq $found) {
        Stop-Run -ExitCode 1 -Text ('{0} cannot open the credential file: it was made by {1}. Run -SaveCredential again as the account of the nightly task, on this machine.' -f (Get-AccountName), $owner)
    }
    return $found
}

# ---- Exchange ----------------------------------------------------------------------------------------------------

# Signs in to Exchange Online as the application, with its certificate.
function Connect-Online {
    param($Data)
    # Import and connect change nothing that -WhatIf is about, and say a great deal under it.
    $WhatIfPreference = $false
    if ($null -eq (Get-Module -Name 'ExchangeOnlineManagement' -ListAvailable | Select-Object -First 1)) {
        Stop-Run -ExitCode 1 -Text 'The module ExchangeOnlineManagement is not installed for this account or machine.'
    }
    Import-Module -Name 'ExchangeOnlineManagement' -DisableNameChecking
    $commands = @(
        'Get-User', 'Get-DistributionGroup', 'Get-DistributionGroupMember', 'Get-UnifiedGroup', 'Get-UnifiedGroupLinks'
    )
    Connect-ExchangeOnline -AppId $Data.appId -Organization $Data.organization -CertificateThumbprint $Data.certificateThumbprint -ExchangeEnvironmentName $Clouds[$Data.cloud] -CommandName $commands -ShowBanner:$false
}

# Opens a remote session on the Exchange server and takes over the few commands that are needed.
function Connect-Server {
    param($Data, $Given, [string] $Path)
    $WhatIfPreference = $false
    $signIn = $Given
    if ($null -eq $signIn) {
        $signIn = Read-ServerCredential -Path $Path
    }
    $session = New-PSSession -ConfigurationName 'Microsoft.Exchange' -ConnectionUri $Data.serverUri -Authentication 'Kerberos' -Credential $signIn
    $script:State.session = $session
    $commands = @('Get-Mailbox', 'Get-User', 'Get-DistributionGroup', 'Get-DistributionGroupMember')
    $module = Import-PSSession -Session $session -CommandName $commands -AllowClobber -DisableNameChecking
    # Import-PSSession alone imports for the calling function.
    Import-Module -ModuleInfo $module -Global -DisableNameChecking
}

# Signs out.
function Disconnect-Exchange {
    param($Data)
    $WhatIfPreference = $false
    try {
        if ($null -ne $script:State.session) {
            Remove-PSSession -Session $script:State.session
        }
        elseif ($Data.exchange -eq 'online') {
            $null = Disconnect-ExchangeOnline -Confirm:$false
        }
    }
    catch {
        Write-RunLog -Text ('Signing out failed: {0}' -f $_.Exception.Message)
    }
}

# The text of a property; empty where the object has none.
function Get-PropertyText {
    param($Item, [string] $Name)
    $property = $Item.PSObject.Properties[$Name]
    if ($null -eq $property -or $null -eq $property.Value) {
        return ''
    }
    return [string]$property.Value
}

# Yes, no, or empty where Exchange does not say.
function Get-PropertyFlag {
    param($Item, [string] $Name)
    $text = Get-PropertyText -Item $Item -Name $Name
    if ($text -eq 'True') {
        return 'yes'
    }
    if ($text -eq 'False') {
        return 'no'
    }
    return ''
}

# The addresses of a property as plain texts.
function Get-PropertyList {
    param($Item, [string] $Name)
    $property = $Item.PSObject.Properties[$Name]
    if ($null -ne $property -and $null -ne $property.Value) {
        foreach ($one in @($property.Value)) {
            [string]$one
        }
    }
}

# Every mailbox, one after the other.
function Read-Mailbox {
    param([string] $Exchange)
    if ($Exchange -eq 'online') {
        Get-EXOMailbox -ResultSize 'Unlimited' -PropertySets 'Minimum', 'AddressList', 'StatisticsSeed'
    }
    else {
        Get-Mailbox -ResultSize 'Unlimited'
    }
}

# Whether the layout or the filters need more than the mailbox itself tells.
function Test-UserNeeded {
    param($Data)
    if (-not $Data.choice.disabled) {
        return $true
    }
    $keys = @($Data.layout.users.order) + @($Data.layout.members.key.Split('+'))
    foreach ($column in @($Data.layout.users.columns)) {
        $keys += $column.source
    }
    foreach ($key in $keys) {
        foreach ($one in $key.Split('+')) {
            if ($UserProperties.ContainsKey($one) -and $UserProperties[$one].StartsWith('user ')) {
                return $true
            }
            if ($one -match '^(enabled|disabled|given|surname)') {
                return $true
            }
        }
    }
    return $false
}

# What Get-User tells of every account, by its Guid: only the properties that are needed.
function Read-Account {
    param($Data)
    $accounts = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    if (Test-UserNeeded -Data $Data) {
        Get-User -ResultSize 'Unlimited' | ForEach-Object -Process {
            $account = @{ 'blocked' = 'no' }
            foreach ($key in $UserProperties.Keys) {
                if ($UserProperties[$key].StartsWith('user ')) {
                    $account[$key] = Get-PropertyText -Item $_ -Name ($UserProperties[$key].Substring(5))
                }
            }
            if ((Get-PropertyText -Item $_ -Name 'UserAccountControl') -match 'AccountDisabled') {
                $account['blocked'] = 'yes'
            }
            $accounts[(Get-PropertyText -Item $_ -Name 'Guid')] = $account
        }
    }
    return $accounts
}

# A mailbox as a record: plain texts under the names of the sources.
function ConvertTo-UserRecord {
    param($Mailbox, $Accounts)
    $record = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::Ordinal)
    $record['guid'] = Get-PropertyText -Item $Mailbox -Name 'Guid'
    $account = $Accounts[$record['guid']]
    $record['blocked'] = ''
    if ($null -ne $account) {
        $record['blocked'] = $account['blocked']
    }
    foreach ($key in $UserProperties.Keys) {
        $from, $property = $UserProperties[$key].Split(' ')
        if ($from -eq 'mailbox') {
            $record[$key] = Get-PropertyText -Item $Mailbox -Name $property
        }
        elseif ($null -ne $account) {
            $record[$key] = $account[$key]
        }
        else {
            $record[$key] = ''
        }
    }
    $record['unlisted'] = Get-PropertyFlag -Item $Mailbox -Name 'HiddenFromAddressListsEnabled'
    $record['proxies'] = @(Get-PropertyList -Item $Mailbox -Name 'EmailAddresses')
    $record['mailbox'] = Get-PropertyText -Item $Mailbox -Name 'ExchangeGuid'
    $record['details'] = Get-PropertyText -Item $Mailbox -Name 'RecipientTypeDetails'
    $record['kind'] = [string]$Kinds[$record['details']]
    return $record
}

# A group as a record.
function ConvertTo-GroupRecord {
    param($Group, [string] $Type)
    $record = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::Ordinal)
    $record['guid'] = Get-PropertyText -Item $Group -Name 'Guid'
    foreach ($key in $GroupProperties.Keys) {
        $record[$key] = Get-PropertyText -Item $Group -Name $GroupProperties[$key]
    }
    $record['proxies'] = @(Get-PropertyList -Item $Group -Name 'EmailAddresses')
    $record['details'] = Get-PropertyText -Item $Group -Name 'RecipientTypeDetails'
    if ($GroupTypes.ContainsKey($record['details'])) {
        $record['details'] = $GroupTypes[$record['details']]
    }
    if ($Type -eq 'unified') {
        $record['notes'] = Get-PropertyText -Item $Group -Name 'Notes'
    }
    else {
        $record['notes'] = @(Get-PropertyList -Item $Group -Name 'Description') -join ' '
    }
    $record['unified'] = ($Type -eq 'unified')
    return $record
}

# Runs something up to three times: Exchange asks for patience now and then.
function Invoke-Patiently {
    param([scriptblock] $Action, [string] $What)
    for ($try = 1; $true; $try += 1) {
        try {
            return @(& $Action)
        }
        catch {
            if ($try -ge 3) {
                throw
            }
            Write-RunLog -Text ('{0}, try {1}: {2}' -f $What, $try, $_.Exception.Message)
            Start-Sleep -Seconds (10 * $try)
        }
    }
}

# The direct members of a group: the ids by which each may be found.
function Read-Member {
    param($Group)
    $identity = $Group['guid']
    $found = Invoke-Patiently -What ('Members of {0}' -f $Group['primary']) -Action {
        if ($Group['unified']) {
            Get-UnifiedGroupLinks -Identity $identity -LinkType 'Members' -ResultSize 'Unlimited'
        }
        else {
            Get-DistributionGroupMember -Identity $identity -ResultSize 'Unlimited'
        }
    }
    foreach ($member in @($found)) {
        if ($null -ne $member) {
            , @((Get-PropertyText -Item $member -Name 'ExternalDirectoryObjectId'), (Get-PropertyText -Item $member -Name 'Guid'))
        }
    }
}

# Everything that Exchange tells: records of mailboxes and groups, and the direct members of each group.
function Read-Directory {
    param($Data)
    $accounts = Read-Account -Data $Data
    $users = New-Object -TypeName 'System.Collections.ArrayList'
    Read-Mailbox -Exchange $Data.exchange | ForEach-Object -Process {
        [void]$users.Add((ConvertTo-UserRecord -Mailbox $_ -Accounts $accounts))
        if ($users.Count % 1000 -eq 0) {
            Write-RunLog -Text ('{0} mailboxes so far' -f $users.Count)
        }
    }
    $groups = New-Object -TypeName 'System.Collections.ArrayList'
    Get-DistributionGroup -ResultSize 'Unlimited' | ForEach-Object -Process {
        [void]$groups.Add((ConvertTo-GroupRecord -Group $_ -Type 'distribution'))
    }
    if ($Data.exchange -eq 'online') {
        Get-UnifiedGroup -ResultSize 'Unlimited' | ForEach-Object -Process {
            [void]$groups.Add((ConvertTo-GroupRecord -Group $_ -Type 'unified'))
        }
    }
    Write-RunLog -Text ('{0} mailboxes and {1} groups; now the members' -f $users.Count, $groups.Count)
    $links = @{}
    foreach ($group in $groups) {
        $links[$group['guid']] = @(Read-Member -Group $group)
    }
    return @{ 'users' = $users; 'groups' = $groups; 'links' = $links }
}

# Ends the run where the answer cannot be whole: an id twice or missing, or a property that nobody has.
function Assert-Directory {
    param($Directory)
    foreach ($what in @('users', 'groups')) {
        $seen = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
        $addresses = 0
        foreach ($record in $Directory[$what]) {
            if ($record['guid'] -eq '' -or $seen.ContainsKey($record['guid'])) {
                Stop-Run -ExitCode 5 -Text ('Exchange named one of the {0} twice or without its id ({1}). Nothing was published.' -f $what, $record['name'])
            }
            $seen[$record['guid']] = $true
            if ($record['primary'] -ne '') {
                $addresses += 1
            }
        }
        if ($seen.Count -gt 0 -and $addresses -eq 0) {
            Stop-Run -ExitCode 5 -Text ('Exchange told no address of any of the {0} {1}. Nothing was published.' -f $seen.Count, $what)
        }
    }
}

# ---- Choice ------------------------------------------------------------------------------------------------------

# Why a user is not in the file; empty when it is.
function Get-UserReason {
    param($Record, $Choice)
    $domain = (Split-Address -Address $Record['primary'] -Part 'domain').ToLowerInvariant()
    if ($Record['upn'] -eq '' -or $domain -eq '') {
        return 'no-address'
    }
    if (-not $Choice.disabled -and $Record['blocked'] -eq 'yes' -and @('user', 'linked') -contains $Record['kind']) {
        return 'disabled'
    }
    if (@($Choice.kinds) -notcontains $Record['kind']) {
        return 'by-type'
    }
    if (@($Choice.domains).Count -gt 0 -and @($Choice.domains) -notcontains $domain) {
        return 'by-domain'
    }
    return ''
}

# Why a group is not in the file; empty when it is.
function Get-GroupReason {
    param($Record, $Choice)
    $domain = (Split-Address -Address $Record['primary'] -Part 'domain').ToLowerInvariant()
    if ($domain -eq '') {
        return 'no-address'
    }
    if (@($Choice.domains).Count -gt 0 -and @($Choice.domains) -notcontains $domain) {
        return 'by-domain'
    }
    return ''
}

# Records by each of their ids.
function New-IdTable {
    param($Records)
    $table = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    foreach ($record in @($Records)) {
        foreach ($name in @('guid', 'id')) {
            if ($record[$name] -ne '') {
                $table[$record[$name]] = $record
            }
        }
    }
    return $table
}

# The people of a group and of all groups inside it, by their Guid. A circle of groups is harmless.
function Resolve-Member {
    param([string] $Guid, $Links, $People, $Groups)
    $found = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    $seen = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    $open = New-Object -TypeName 'System.Collections.Stack'
    $open.Push($Guid)
    while ($open.Count -gt 0) {
        $next = $open.Pop()
        if (-not $seen.ContainsKey($next)) {
            $seen[$next] = $true
            foreach ($ids in @($Links[$next])) {
                foreach ($one in @($ids)) {
                    if ($one -ne '' -and $People.ContainsKey($one)) {
                        $found[$People[$one]['guid']] = $People[$one]
                    }
                    elseif ($one -ne '' -and $Groups.ContainsKey($one)) {
                        $open.Push($Groups[$one]['guid'])
                    }
                }
            }
        }
    }
    return $found
}

# Who is in one of the chosen groups, at any depth; nothing where no group was chosen.
function Get-ChosenUser {
    param($Choice, $Directory, $People, $Groups)
    if (@($Choice.groups).Count -eq 0) {
        return $null
    }
    $chosen = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    foreach ($id in @($Choice.groups)) {
        if (-not $Groups.ContainsKey($id)) {
            Stop-Run -ExitCode 5 -Text ('The group {0} of the filter is not among the mail groups of Exchange. Nothing was published.' -f $id)
        }
        $inside = Resolve-Member -Guid $Groups[$id]['guid'] -Links $Directory['links'] -People $People -Groups $Groups
        foreach ($guid in $inside.Keys) {
            $chosen[$guid] = $true
        }
    }
    return $chosen
}

# The records that are in the file, in its order; who is left out is counted by reason.
function Select-Record {
    param($Records, [string] $What, $Data, $Chosen, $LeftOut)
    $picked = New-Object -TypeName 'System.Collections.ArrayList'
    $places = New-Object -TypeName 'System.Collections.ArrayList'
    foreach ($record in $Records) {
        if ($What -eq 'users') {
            $why = Get-UserReason -Record $record -Choice $Data.choice
            if ($why -eq '' -and $null -ne $Chosen -and -not $Chosen.ContainsKey($record['guid'])) {
                $why = 'by-group'
            }
            $order = $Data.layout.users.order
        }
        else {
            $why = Get-GroupReason -Record $record -Choice $Data.choice
            $order = $Data.layout.groups.order
        }
        if ($why -eq '') {
            [void]$picked.Add($record)
            $place = ConvertTo-SortText -Text (Get-SourceValue -Record $record -Key $order)
            [void]$places.Add($place + $PartSign + $record['id'] + $record['guid'])
        }
        else {
            $LeftOut[$why] = 1 + [int]$LeftOut[$why]
        }
    }
    [string[]] $keys = $places.ToArray()
    [object[]] $ordered = $picked.ToArray()
    [array]::Sort($keys, $ordered, ([System.Collections.IComparer][System.StringComparer]::Ordinal))
    return , $ordered
}

# ---- The pair that is there --------------------------------------------------------------------------------------

# An encoding of .NET for the layout's one, that refuses what it cannot hold.
function Get-FileEncoding {
    param($Dialect)
    $name = $Dialect.encoding
    if ($Encodings.ContainsKey($name)) {
        $number = $Encodings[$name]
    }
    elseif ($name -match '^cp([0-9]+)$') {
        $number = [int]$Matches[1]
    }
    else {
        Stop-Run -ExitCode 2 -Text ('This script does not know the encoding {0}.' -f $name)
    }
    return [System.Text.Encoding]::GetEncoding($number, [System.Text.EncoderFallback]::ExceptionFallback, [System.Text.DecoderFallback]::ExceptionFallback)
}

# The text of a file without its byte order mark. What is not valid in the layout's encoding ends as an error.
function Read-FileText {
    param([string] $Path, $Dialect)
    $text = (Get-FileEncoding -Dialect $Dialect).GetString([System.IO.File]::ReadAllBytes($Path))
    if ($text.Length -gt 0 -and [int]$text[0] -eq 65279) {
        return $text.Substring(1)
    }
    return $text
}

# The rows of a text, header included: values, and which of them stood in quotes.
function Read-Row {
    param([string] $Text, [string] $Delimiter)
    $sign = [regex]::Escape($Delimiter)
    $pattern = '\G(?:"([^"]*(?:""[^"]*)*)"|([^"' + $sign + '\r\n][^' + $sign + '\r\n]*)|)(' + $sign + '|\r\n|\n|\r|\z)'
    $cell = New-Object -TypeName 'System.Text.RegularExpressions.Regex' -ArgumentList $pattern
    $at = 0
    $values = @()
    $quoted = @()
    while ($at -lt $Text.Length -or $values.Count -gt 0) {
        $match = $cell.Match($Text, $at)
        if (-not $match.Success) {
            throw ('The quotes of a row do not close (character {0}).' -f $at)
        }
        $values += $match.Groups[1].Value.Replace('""', '"') + $match.Groups[2].Value
        $quoted += $match.Groups[1].Success
        $at = $match.Index + $match.Length
        if ($match.Groups[3].Value -cne $Delimiter) {
            @{ 'cells' = $values; 'quoted' = $quoted }
            $values = @()
            $quoted = @()
        }
    }
}

# The rows of a file below its header. An error where header or number of columns are not those of the layout.
function Read-LayoutRow {
    param([string] $Path, $File)
    $text = Read-FileText -Path $Path -Dialect $File.dialect
    $above = $File.dialect.first_line
    if ($above -ne '' -and $text.StartsWith($above, [System.StringComparison]::Ordinal)) {
        $text = $text.Substring($above.Length)
    }
    $names = @($File.columns | ForEach-Object -Process { $_.name })
    $first = [bool]$File.header
    foreach ($row in @(Read-Row -Text $text -Delimiter $File.dialect.delimiter)) {
        if ($row.cells.Count -ne $names.Count) {
            throw ('A row has {0} columns instead of {1}.' -f $row.cells.Count, $names.Count)
        }
        if ($first) {
            if (($row.cells -join $PartSign) -cne ($names -join $PartSign)) {
                throw 'The header has other columns than the layout.'
            }
            $first = $false
        }
        else {
            $row
        }
    }
    if ($first) {
        throw 'The file has no header.'
    }
}

# By which sources a row and a record can be matched, best first.
function Get-KeySource {
    param([string] $What)
    if ($What -eq 'users') {
        return @('id', 'upn', 'primary', 'mail')
    }
    return @('id', 'primary', 'mail', 'name')
}

# A row of the pair that is there: what names it, the cells that may have to be kept, and its members.
function ConvertTo-KnownRow {
    param($Row, $File, [string] $What, $Members)
    $known = @{ 'names' = @{}; 'kept' = @{}; 'members' = @() }
    $number = 0
    foreach ($column in @($File.columns)) {
        $value = $Row.cells[$number]
        if ((Get-KeySource -What $What) -ccontains $column.source -and -not $known.names.ContainsKey($column.source)) {
            $known.names[$column.source] = $value
        }
        $style = ''
        if ($What -eq 'groups') {
            $style = Get-MemberStyle -Key $column.source
        }
        if ($style -eq '') {
            $known.kept[$column.name] = @{ 'value' = $value; 'quoted' = $Row.quoted[$number] }
        }
        elseif ($value -ne '' -and (Get-MemberSource -Key $column.source -Members $Members) -ceq $Members.key.Split('+')[0]) {
            $known.members = @($value)
            if ($style -eq 'members' -and $Members.separator -ne '') {
                $known.members = @($value.Split(@($Members.separator), [System.StringSplitOptions]::RemoveEmptyEntries))
            }
        }
        $number += 1
    }
    return $known
}

# Puts an item into a table under everything that names it.
function Add-Key {
    param($Table, $Item, $Keys)
    foreach ($source in $Keys.Keys) {
        if ($Keys[$source] -ne '') {
            $name = $source + $PartSign + $Keys[$source]
            if (-not $Table.ContainsKey($name)) {
                $Table[$name] = $Item
            }
        }
    }
}

# The item of a table that one of these keys names, best key first; nothing for none.
function Find-Key {
    param($Table, $Keys, [string] $What)
    foreach ($source in @(Get-KeySource -What $What)) {
        if ($Keys.ContainsKey($source) -and $Keys[$source] -ne '') {
            $name = $source + $PartSign + $Keys[$source]
            if ($Table.ContainsKey($name)) {
                return $Table[$name]
            }
        }
    }
    return $null
}

# The pair that is there as a table; an empty file or none counts as nothing, an unreadable one is said.
function Read-KnownFile {
    param([string] $Path, $File, [string] $What, $Members)
    $table = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    $rows = New-Object -TypeName 'System.Collections.ArrayList'
    $problem = ''
    if ([System.IO.File]::Exists($Path) -and (Get-Item -LiteralPath $Path).Length -gt 0) {
        try {
            Read-LayoutRow -Path $Path -File $File | ForEach-Object -Process {
                $known = ConvertTo-KnownRow -Row $_ -File $File -What $What -Members $Members
                $earlier = Find-Key -Table $table -Keys $known.names -What $What
                if ($What -eq 'groups' -and $null -ne $earlier) {
                    $earlier.members += $known.members
                }
                else {
                    [void]$rows.Add($known)
                    Add-Key -Table $table -Item $known -Keys $known.names
                }
            }
        }
        catch {
            $problem = $_.Exception.Message
        }
    }
    return @{ 'rows' = $rows; 'table' = $table; 'problem' = $problem }
}

# ---- The new pair ------------------------------------------------------------------------------------------------

# What names a record.
function Get-RecordKey {
    param($Record, [string] $What)
    $keys = @{}
    foreach ($source in @(Get-KeySource -What $What)) {
        $keys[$source] = [string]$Record[$source]
    }
    return $keys
}

# The kept cells of the columns without a source; nothing where one of them is not known.
function Get-KeptCell {
    param($Record, $File, $Known, [string] $What, [string] $Exchange)
    $kept = @{}
    $row = Find-Key -Table $Known.table -Keys (Get-RecordKey -Record $Record -What $What) -What $What
    # Another account under the same name inherits nothing.
    if ($null -ne $row -and $row.names.ContainsKey('id') -and $row.names['id'] -ne '' -and $Record['id'] -ne '' -and $row.names['id'] -ne $Record['id']) {
        $row = $null
    }
    foreach ($column in @($File.columns)) {
        if (-not (Test-Source -Key $column.source -Exchange $Exchange)) {
            if ($null -eq $row) {
                return $null
            }
            $kept[$column.name] = $row.kept[$column.name]
        }
    }
    return $kept
}

# The users file: its lines, and the records that have one. A row without a value is held.
function New-UserFile {
    param($Records, $Data, $Known, $LeftOut)
    $file = $Data.layout.users
    $lines = New-Object -TypeName 'System.Collections.ArrayList'
    $written = New-Object -TypeName 'System.Collections.ArrayList'
    foreach ($record in $Records) {
        $kept = Get-KeptCell -Record $record -File $file -Known $Known -What 'users' -Exchange $Data.exchange
        if ($null -eq $kept) {
            $LeftOut['no-value'] = 1 + [int]$LeftOut['no-value']
        }
        else {
            $values = @{}
            foreach ($column in @($file.columns)) {
                if (Test-Source -Key $column.source -Exchange $Data.exchange) {
                    $values[$column.name] = Get-SourceValue -Record $record -Key $column.source
                }
            }
            $cells = @(Get-RowCell -File $file -Values $values -Kept $kept -Who $record['upn'])
            [void]$lines.Add((Join-Cell -Cells $cells -Dialect $file.dialect))
            [void]$written.Add($record)
        }
    }
    return @{ 'lines' = $lines; 'records' = $written }
}

# The groups file: its lines, and for each group that has one its members' names.
function New-GroupFile {
    param($Records, $Data, $Known, $Members, $LeftOut)
    $file = $Data.layout.groups
    $lines = New-Object -TypeName 'System.Collections.ArrayList'
    $written = New-Object -TypeName 'System.Collections.ArrayList'
    $source = $Data.layout.members.key.Split('+')[0]
    foreach ($record in $Records) {
        $kept = Get-KeptCell -Record $record -File $file -Known $Known -What 'groups' -Exchange $Data.exchange
        if ($null -eq $kept) {
            $LeftOut['group-no-value'] = 1 + [int]$LeftOut['group-no-value']
        }
        else {
            $people = @($Members[$record['guid']])
            $rows = @(Get-GroupRow -File $file -Members $Data.layout.members -Group $record -People $people -Exchange $Data.exchange)
            foreach ($values in $rows) {
                $cells = @(Get-RowCell -File $file -Values $values -Kept $kept -Who $record['primary'])
                [void]$lines.Add((Join-Cell -Cells $cells -Dialect $file.dialect))
            }
            if ($rows.Count -gt 0) {
                $record['names'] = @($people | ForEach-Object -Process { Get-SourceValue -Record $_ -Key $source })
                [void]$written.Add($record)
            }
        }
    }
    return @{ 'lines' = $lines; 'records' = $written }
}

# For every group the people of the users file in it, in the order of that file.
function Get-MemberTable {
    param($Groups, $Users, $Directory)
    $people = New-IdTable -Records $Users
    $inside = New-IdTable -Records $Directory['groups']
    $number = 0
    foreach ($record in $Users) {
        $record['number'] = $number
        $number += 1
    }
    $members = @{}
    foreach ($group in $Groups) {
        $found = Resolve-Member -Guid $group['guid'] -Links $Directory['links'] -People $people -Groups $inside
        $members[$group['guid']] = @($found.Values | Sort-Object -Property @{ 'Expression' = { $_['number'] } })
    }
    return $members
}

# The bytes of a file. A letter that the encoding lacks is named with its row.
function ConvertTo-FileByte {
    param($Lines, $File)
    $encoding = Get-FileEncoding -Dialect $File.dialect
    $text = (Get-HeaderText -File $File) + [string]::Concat([string[]]$Lines.ToArray())
    if (-not $File.dialect.final_newline -and $text.EndsWith($File.dialect.newline, [System.StringComparison]::Ordinal)) {
        $text = $text.Substring(0, $text.Length - $File.dialect.newline.Length)
    }
    try {
        $bytes = $encoding.GetBytes($text)
    }
    catch {
        foreach ($line in $Lines) {
            try {
                [void]$encoding.GetByteCount($line)
            }
            catch {
                Stop-Run -ExitCode 1 -Text ('The encoding of the file, {0}, lacks a letter of this row: {1}' -f $File.dialect.encoding, $line.Trim())
            }
        }
        throw
    }
    if ($File.dialect.bom) {
        $mark = $encoding.GetPreamble()
        $whole = New-Object -TypeName 'byte[]' -ArgumentList ($mark.Length + $bytes.Length)
        [System.Buffer]::BlockCopy($mark, 0, $whole, 0, $mark.Length)
        [System.Buffer]::BlockCopy($bytes, 0, $whole, $mark.Length, $bytes.Length)
        return , $whole
    }
    return , $bytes
}

# SHA-256 of bytes, as hex digits.
function Get-ByteHash {
    param([byte[]] $Bytes)
    $algorithm = [System.Security.Cryptography.SHA256]::Create()
    try {
        return [System.BitConverter]::ToString($algorithm.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
    }
    finally {
        $algorithm.Dispose()
    }
}

# SHA-256 of a file; empty where there is none.
function Get-PathHash {
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path)) {
        return ''
    }
    return (Get-ByteHash -Bytes ([System.IO.File]::ReadAllBytes($Path)))
}

# ---- Difference --------------------------------------------------------------------------------------------------

# How many rows of the pair that is there have no successor.
function Measure-Removal {
    param($Known, $Records, [string] $What)
    $table = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    foreach ($record in $Records) {
        Add-Key -Table $table -Item $record -Keys (Get-RecordKey -Record $record -What $What)
    }
    $gone = 0
    foreach ($row in $Known.rows) {
        if ($null -eq (Find-Key -Table $table -Keys $row.names -What $What)) {
            $gone += 1
        }
    }
    return $gone
}

# Logon names behind which there is another account or mailbox than before.
function Find-Exchanged {
    param($Known, $Records, $Remembered)
    foreach ($record in $Records) {
        $row = $Known.table['upn' + $PartSign + $record['upn']]
        $was = $Remembered[$record['upn']]
        $other = $false
        if ($null -ne $row -and $row.names.ContainsKey('id')) {
            $other = Test-OtherId -Was $row.names['id'] -Is $record['id']
        }
        if (-not $other -and $null -ne $was) {
            $other = (Test-OtherId -Was $was[0] -Is $record['id']) -or (Test-OtherId -Was $was[1] -Is $record['mailbox'])
        }
        if ($other) {
            $record['upn']
        }
    }
}

# Two ids that are both known and differ. One that appears or goes is no exchange.
function Test-OtherId {
    param([string] $Was, [string] $Is)
    $before = $Was.Trim('{', '}')
    $after = $Is.Trim('{', '}')
    return ($before -ne '' -and $after -ne '' -and $before -ne $after)
}

# Groups that lose members: their name, how many there were, how many go.
function Find-Shrunk {
    param($Known, $Records)
    foreach ($record in $Records) {
        $row = Find-Key -Table $Known.table -Keys (Get-RecordKey -Record $record -What 'groups') -What 'groups'
        if ($null -ne $row) {
            $now = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
            foreach ($name in @($record['names'])) {
                $now[$name] = $true
            }
            $gone = @($row.members | Where-Object -FilterScript { -not $now.ContainsKey($_) }).Count
            if ($gone -gt 0) {
                @{ 'name' = $record['name']; 'before' = @($row.members).Count; 'removed' = $gone }
            }
        }
    }
}

# What would change, in the words of the guard.
function Compare-Pair {
    param($KnownUsers, $KnownGroups, $Users, $Groups, $Remembered)
    return @{
        'users_before' = $KnownUsers.rows.Count
        'users_after' = $Users.Count
        'users_removed' = (Measure-Removal -Known $KnownUsers -Records $Users -What 'users')
        'groups_before' = $KnownGroups.rows.Count
        'groups_after' = $Groups.Count
        'groups_removed' = (Measure-Removal -Known $KnownGroups -Records $Groups -What 'groups')
        'shrunk' = @(Find-Shrunk -Known $KnownGroups -Records $Groups)
        'exchanged' = @(Find-Exchanged -Known $KnownUsers -Records $Users -Remembered $Remembered)
    }
}

# ---- Files -------------------------------------------------------------------------------------------------------

# Writes bytes to the disk itself, not only to its cache.
function Write-WholeFile {
    param([string] $Path, [byte[]] $Bytes)
    $stream = New-Object -TypeName 'System.IO.FileStream' -ArgumentList $Path, ([System.IO.FileMode]::Create), ([System.IO.FileAccess]::Write), ([System.IO.FileShare]::None)
    try {
        $stream.Write($Bytes, 0, $Bytes.Length)
        $stream.Flush($true)
    }
    finally {
        $stream.Dispose()
    }
}

# Reads a new file back: every byte, every row and every column must be there.
function Test-WholeFile {
    param([string] $Path, $File, [string] $Hash, [int] $Rows)
    if ((Get-PathHash -Path $Path) -ne $Hash) {
        Stop-Run -ExitCode 1 -Text ('What was written to {0} does not read back as it is.' -f $Path)
    }
    try {
        $count = @(Read-LayoutRow -Path $Path -File $File).Count
    }
    catch {
        Stop-Run -ExitCode 1 -Text ('{0} does not read back: {1}' -f $Path, $_.Exception.Message)
    }
    if ($count -ne $Rows) {
        Stop-Run -ExitCode 1 -Text ('{0} reads back with {1} rows instead of {2}.' -f $Path, $count, $Rows)
    }
}

# Puts a new file in the place of the old one; waits while a reader holds it. The old one stays as .retain-old.
function Move-IntoPlace {
    param([string] $New, [string] $Target)
    $until = [datetime]::UtcNow.AddSeconds($WaitSeconds)
    $old = $Target + '.retain-old'
    while ($true) {
        try {
            if ([System.IO.File]::Exists($Target)) {
                [System.IO.File]::Replace($New, $Target, $old)
            }
            else {
                [System.IO.File]::Move($New, $Target)
            }
            return
        }
        catch {
            if ([datetime]::UtcNow -gt $until) {
                throw
            }
            Write-RunLog -Text ('{0} is held by a reader: {1}' -f $Target, $_.Exception.Message)
            Start-Sleep -Seconds 2
        }
    }
}

# Puts both files in place; where the second cannot be, the first one goes back.
function Publish-Pair {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Folder, $Names)
    if (-not $PSCmdlet.ShouldProcess($Folder, ('Replace {0}' -f ($Names -join ' and ')))) {
        return
    }
    $done = @()
    try {
        foreach ($name in $Names) {
            $target = Join-Path -Path $Folder -ChildPath $name
            Move-IntoPlace -New ($target + '.retain-new') -Target $target
            $done += $target
        }
    }
    catch {
        foreach ($target in $done) {
            if ([System.IO.File]::Exists($target + '.retain-old')) {
                [System.IO.File]::Copy($target + '.retain-old', $target, $true)
            }
            else {
                [System.IO.File]::Delete($target)
            }
        }
        Stop-Run -ExitCode 1 -Text ('The new pair could not be put in place, so the old one was left: {0}' -f $_.Exception.Message)
    }
    foreach ($target in $done) {
        [System.IO.File]::Delete($target + '.retain-old')
    }
}

# After a run that was cut off between the two files: puts the whole pair of that run in place.
function Repair-Pair {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Marker, [string] $Folder, $Names)
    if (-not [System.IO.File]::Exists($Marker)) {
        return
    }
    $kept = Join-Path -Path (Split-Path -Path $Marker -Parent) -ChildPath ([System.IO.File]::ReadAllText($Marker).Trim())
    $whole = @($Names | Where-Object -FilterScript { [System.IO.File]::Exists((Join-Path -Path $kept -ChildPath $_)) }).Count -eq @($Names).Count
    if ($whole -and $PSCmdlet.ShouldProcess($Folder, 'Finish the pair of a run that was cut off')) {
        foreach ($name in $Names) {
            $bytes = [System.IO.File]::ReadAllBytes((Join-Path -Path $kept -ChildPath $name))
            Write-WholeFile -Path ((Join-Path -Path $Folder -ChildPath $name) + '.retain-new') -Bytes $bytes
        }
        Publish-Pair -Folder $Folder -Names $Names
        Write-RunLog -Text 'An earlier run was cut off while it published; its pair is whole again.'
    }
    if (-not $WhatIfPreference) {
        [System.IO.File]::Delete($Marker)
    }
}

# Keeps a good pair beside the script: both files, and which ids stand behind the logon names.
function Backup-Pair {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Folder, [string] $Name, $Files, $Users)
    $place = Join-Path -Path $Folder -ChildPath $Name
    if ($PSCmdlet.ShouldProcess($place, 'Keep the new pair')) {
        [void][System.IO.Directory]::CreateDirectory($place)
        foreach ($file in $Files) {
            Write-WholeFile -Path (Join-Path -Path $place -ChildPath $file.name) -Bytes $file.bytes
        }
        $lines = @($Users | ForEach-Object -Process { @($_['upn'], $_['id'], $_['mailbox']) -join [string][char]9 })
        [System.IO.File]::WriteAllLines((Join-Path -Path $place -ChildPath 'ids.txt'), [string[]]$lines, $script:State.plain)
    }
}

# The kept pairs, oldest first.
function Get-KeptPair {
    param([string] $Folder)
    if ([System.IO.Directory]::Exists($Folder)) {
        Get-ChildItem -LiteralPath $Folder -Directory | Where-Object -FilterScript { $_.Name -match '^[0-9]{8}T[0-9]{6}Z$' } | Sort-Object -Property 'Name'
    }
}

# Forgets the oldest pairs beyond the number that is kept.
function Clear-KeptPair {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Folder, [int] $Count)
    $kept = @(Get-KeptPair -Folder $Folder)
    for ($number = 0; $number -lt $kept.Count - [math]::Max(1, $Count); $number += 1) {
        if ($PSCmdlet.ShouldProcess($kept[$number].FullName, 'Forget an old pair')) {
            Remove-Item -LiteralPath $kept[$number].FullName -Recurse -Force
        }
    }
}

# Which ids stood behind the logon names of the newest kept pair.
function Read-Remembered {
    param([string] $Folder)
    $table = New-Object -TypeName 'System.Collections.Hashtable' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
    $newest = @(Get-KeptPair -Folder $Folder) | Select-Object -Last 1
    if ($null -ne $newest) {
        $path = Join-Path -Path $newest.FullName -ChildPath 'ids.txt'
        if ([System.IO.File]::Exists($path)) {
            foreach ($line in [System.IO.File]::ReadAllLines($path)) {
                $parts = $line.Split([char]9)
                if ($parts.Count -eq 3) {
                    $table[$parts[0]] = @($parts[1], $parts[2])
                }
            }
        }
    }
    return $table
}

# ---- One run -----------------------------------------------------------------------------------------------------

# Signs in, reads everything, signs out. Whatever goes wrong while reading means: not read as a whole.
function Receive-Directory {
    param($Data, $Given, [string] $CredentialPath)
    try {
        if ($Data.exchange -eq 'online') {
            $null = Connect-Online -Data $Data
        }
        else {
            $null = Connect-Server -Data $Data -Given $Given -Path $CredentialPath
        }
        try {
            $directory = Read-Directory -Data $Data
        }
        catch {
            Stop-Run -ExitCode 5 -Text ('The directory could not be read as a whole, so nothing was published: {0}' -f $_.Exception.Message)
        }
    }
    finally {
        Disconnect-Exchange -Data $Data
    }
    Assert-Directory -Directory $directory
    return $directory
}

# Both files in memory, with what they would change.
function New-Pair {
    param($Data, $Directory, $Paths)
    $leftOut = @{}
    $people = New-IdTable -Records $Directory['users']
    $inside = New-IdTable -Records $Directory['groups']
    $chosen = Get-ChosenUser -Choice $Data.choice -Directory $Directory -People $people -Groups $inside
    $users = Select-Record -Records $Directory['users'] -What 'users' -Data $Data -Chosen $chosen -LeftOut $leftOut
    $groups = Select-Record -Records $Directory['groups'] -What 'groups' -Data $Data -Chosen $null -LeftOut @{}
    $knownUsers = Read-KnownFile -Path $Paths.users -File $Data.layout.users -What 'users' -Members $Data.layout.members
    $knownGroups = Read-KnownFile -Path $Paths.groups -File $Data.layout.groups -What 'groups' -Members $Data.layout.members
    $userFile = New-UserFile -Records $users -Data $Data -Known $knownUsers -LeftOut $leftOut
    $members = Get-MemberTable -Groups $groups -Users $userFile.records -Directory $Directory
    $groupFile = New-GroupFile -Records $groups -Data $Data -Known $knownGroups -Members $members -LeftOut $leftOut
    $change = Compare-Pair -KnownUsers $knownUsers -KnownGroups $knownGroups -Users $userFile.records -Groups $groupFile.records -Remembered (Read-Remembered -Folder $Paths.pairs)
    $findings = @(Test-PairChange -Change $change -Limits $Data.limits)
    foreach ($known in @($knownUsers, $knownGroups)) {
        if ($known.problem -ne '') {
            $text = 'The pair that is there cannot be compared: {0}' -f $known.problem
            $findings += New-Finding -Rule 'unreadable' -Verdict 'hold' -Text $text -Limit 0 -Found 0 -About @()
        }
    }
    return @{
        'users' = $userFile
        'groups' = $groupFile
        'change' = $change
        'findings' = $findings
        'leftOut' = $leftOut
    }
}

# Writes, reads back, keeps and publishes the pair. Gives the word for how it ended.
function Save-Pair {
    param($Pair, $Data, $Paths)
    $files = @(
        @{ 'name' = $Data.target.usersFile; 'layout' = $Data.layout.users; 'lines' = $Pair.users.lines; 'path' = $Paths.users },
        @{ 'name' = $Data.target.groupsFile; 'layout' = $Data.layout.groups; 'lines' = $Pair.groups.lines; 'path' = $Paths.groups }
    )
    $same = $true
    foreach ($file in $files) {
        $file.bytes = ConvertTo-FileByte -Lines $file.lines -File $file.layout
        $file.hash = Get-ByteHash -Bytes $file.bytes
        $script:State.result.hashes[$file.name] = $file.hash
        $same = $same -and ((Get-PathHash -Path $file.path) -eq $file.hash)
    }
    if ($same) {
        return 'unchanged'
    }
    if ($WhatIfPreference) {
        Write-Information -MessageData ('What if: the pair in {0} would be replaced.' -f $Data.target.folder) -InformationAction 'Continue'
        return 'publishable'
    }
    foreach ($file in $files) {
        Write-WholeFile -Path ($file.path + '.retain-new') -Bytes $file.bytes
        Test-WholeFile -Path ($file.path + '.retain-new') -File $file.layout -Hash $file.hash -Rows $file.lines.Count
    }
    $name = '{0:yyyyMMddTHHmmssZ}' -f [datetime]::UtcNow
    Backup-Pair -Folder $Paths.pairs -Name $name -Files $files -Users $Pair.users.records
    [System.IO.File]::WriteAllText($Paths.marker, $name)
    Publish-Pair -Folder $Data.target.folder -Names @($files[0].name, $files[1].name)
    [System.IO.File]::Delete($Paths.marker)
    Clear-KeptPair -Folder $Paths.pairs -Count $Data.keep.count
    return 'published'
}

# Notes the numbers of a pair in the result.
function Add-ResultCount {
    param($Pair)
    $result = $script:State.result
    $result.counts = @{
        'usersBefore' = $Pair.change.users_before
        'users' = $Pair.change.users_after
        'usersRemoved' = $Pair.change.users_removed
        'groupsBefore' = $Pair.change.groups_before
        'groups' = $Pair.change.groups_after
        'groupsRemoved' = $Pair.change.groups_removed
    }
    $result.leftOut = $Pair.leftOut
    $result.findings = @($Pair.findings)
    Write-RunLog -Text ('{0} users ({1} before, {2} removed), {3} groups ({4} before, {5} removed)' -f $Pair.change.users_after, $Pair.change.users_before, $Pair.change.users_removed, $Pair.change.groups_after, $Pair.change.groups_before, $Pair.change.groups_removed)
}

# One whole run. Gives the exit code.
function Invoke-Run {
    param($Data, $Paths, $Given, [bool] $Approved, [string] $Why)
    if (-not [System.IO.Directory]::Exists($Data.target.folder)) {
        Stop-Run -ExitCode 1 -Text ('The target folder {0} is not there.' -f $Data.target.folder)
    }
    Repair-Pair -Marker $Paths.marker -Folder $Data.target.folder -Names @($Data.target.usersFile, $Data.target.groupsFile)
    $directory = Receive-Directory -Data $Data -Given $Given -CredentialPath $Paths.credential
    $pair = New-Pair -Data $Data -Directory $directory -Paths $Paths
    Add-ResultCount -Pair $pair
    foreach ($finding in $pair.findings) {
        Write-RunLog -Text $finding.text
    }
    $verdict = Get-Verdict -Findings $pair.findings
    if ($verdict -eq 'refuse' -or ($verdict -eq 'hold' -and -not $Approved)) {
        $script:State.result.outcome = 'held'
        $texts = @($pair.findings | ForEach-Object -Process { $_.text }) -join ' '
        Stop-Run -ExitCode 4 -Text ('The new pair was held, and the old one stays. {0}' -f $texts)
    }
    if ($verdict -eq 'hold') {
        $script:State.result.approved = @{ 'by' = (Get-AccountName); 'reason' = $Why }
        Write-RunLog -Text ('Approved by {0}: {1}' -f (Get-AccountName), $Why)
    }
    $script:State.result.outcome = Save-Pair -Pair $pair -Data $Data -Paths $Paths
    $script:State.result.summary = '{0}: {1} users, {2} groups.' -f $script:State.result.outcome, $pair.change.users_after, $pair.change.groups_after
    return 0
}

# Lets one run at a time through. Windows lets go of the file even when a run is ended by force.
function Open-RunLock {
    param([string] $Path)
    try {
        return [System.IO.FileStream]::new($Path, [System.IO.FileMode]::OpenOrCreate, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::None, 1, [System.IO.FileOptions]::DeleteOnClose)
    }
    catch {
        if ($_.Exception.GetBaseException() -is [System.IO.IOException]) {
            Stop-Run -ExitCode 6 -Text 'Another run is under way.'
        }
        throw
    }
}

# Writes how the run ended, for the wizard and for people.
function Save-Result {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path, [int] $ExitCode)
    $result = $script:State.result
    $result.finished = '{0:yyyy-MM-ddTHH:mm:ssZ}' -f [datetime]::UtcNow
    $result.exitCode = $ExitCode
    if ($PSCmdlet.ShouldProcess($Path, 'Write the result')) {
        [System.IO.File]::WriteAllText($Path, (ConvertTo-Json -InputObject $result -Depth 6), $script:State.plain)
    }
}

# The exit code of an error, and its sentence for the result.
function Get-ErrorExit {
    param($Problem)
    $words = @{ 1 = 'failed'; 2 = 'usage'; 4 = 'held'; 5 = 'incomplete'; 6 = 'busy' }
    $exit = 1
    if ($Problem.Exception.Data.Contains('RetainExit')) {
        $exit = [int]$Problem.Exception.Data['RetainExit']
    }
    $script:State.result.outcome = $words[$exit]
    $script:State.result.summary = $Problem.Exception.Message
    return $exit
}

# Where everything lies.
function Get-RunPath {
    param([string] $Folder, $Data)
    $pairs = Join-Path -Path $Folder -ChildPath 'pairs'
    return @{
        'pairs' = $pairs
        'marker' = (Join-Path -Path $pairs -ChildPath 'publishing.txt')
        'users' = (Join-Path -Path $Data.target.folder -ChildPath $Data.target.usersFile)
        'groups' = (Join-Path -Path $Data.target.folder -ChildPath $Data.target.groupsFile)
        'credential' = (Join-Path -Path $Folder -ChildPath ([System.IO.Path]::GetFileName([string](Get-Field -Data $Data -Name 'credentialFile'))))
    }
}

$script:State = @{
    'log' = ''
    'session' = $null
    'plain' = (New-Object -TypeName 'System.Text.UTF8Encoding' -ArgumentList $false)
    'result' = @{
        'format' = 'retain-sync-result/1'
        'started' = ('{0:yyyy-MM-ddTHH:mm:ssZ}' -f [datetime]::UtcNow)
        'computer' = [Environment]::MachineName
        'account' = [Environment]::UserName
        'outcome' = ''
        'summary' = ''
        'counts' = @{}
        'leftOut' = @{}
        'hashes' = @{}
        'findings' = @()
        'approved' = $null
    }
}
$lock = $null
$exitCode = 1
try {
    if ($DataFile -eq '') {
        $DataFile = Join-Path -Path $PSScriptRoot -ChildPath 'retain-sync.json'
    }
    if ($Approve -and $Reason.Trim() -eq '') {
        Stop-Run -ExitCode 2 -Text '-Approve needs -Reason: why is the pair right although so much has gone?'
    }
    $lock = Open-RunLock -Path (Join-Path -Path $PSScriptRoot -ChildPath 'sync365.lock')
    if (-not $WhatIfPreference) {
        $script:State.log = Join-Path -Path $PSScriptRoot -ChildPath 'sync365.log'
        Reset-RunLog -Path $script:State.log
    }
    $data = Read-DataFile -Path $DataFile
    Assert-DataFile -Data $data
    $paths = Get-RunPath -Folder $PSScriptRoot -Data $data
    if ($SaveCredential) {
        Assert-Field -Data $data -Names @('serverUri', 'credentialFile')
        Save-ServerCredential -Path $paths.credential -UserName ([string](Get-Field -Data $data -Name 'administrator'))
        $script:State.result.outcome = 'saved'
        $exitCode = 0
    }
    else {
        $ended = @(Invoke-Run -Data $data -Paths $paths -Given $Credential -Approved ([bool]$Approve) -Why $Reason)
        $exitCode = [int]$ended[$ended.Count - 1]
    }
}
catch {
    $exitCode = Get-ErrorExit -Problem $_
    Write-RunLog -Text ('Ended with {0}: {1}' -f $exitCode, $_.Exception.Message)
    Write-Warning -Message $_.Exception.Message
}
finally {
    if ($null -ne $lock) {
        $lock.Dispose()
        Save-Result -Path (Join-Path -Path $PSScriptRoot -ChildPath 'sync365-last.json') -ExitCode $exitCode
    }
}
exit $exitCode
