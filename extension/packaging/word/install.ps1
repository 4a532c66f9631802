# Adds medspell to Word and classic Outlook for the user who runs it. Needs no administrator: fit for
# Intune (run in the user's context) and for a GPO logon script. Run it again after an update.
#
# It writes its own dictionaries, adds them to the list of custom dictionaries, and merges American
# forms into the exclusion list of British English. Nothing that is there already is lost;
# uninstall.ps1 takes away what this script added and nothing else.
$ErrorActionPreference = 'Stop'
$source = Split-Path -Parent $MyInvocation.MyCommand.Path
$proof = Join-Path $env:APPDATA 'Microsoft\UProof'
$key = 'HKCU:\Software\Microsoft\Shared Tools\Proofing Tools\1.0\Custom Dictionaries'
$lex = Join-Path $proof 'ExcludeDictionaryEN0809.lex'
$added = Join-Path $proof 'medspell-excluded.txt'

# Other users of a terminal server may have theirs open.
$session = (Get-Process -Id $PID).SessionId
if (Get-Process -Name WINWORD, OUTLOOK -ErrorAction SilentlyContinue | Where-Object { $_.SessionId -eq $session }) {
    Write-Warning 'Word or Outlook is open: close it and run this script again.'
    exit 1
}
New-Item -ItemType Directory -Force -Path $proof | Out-Null
if (-not (Test-Path $key)) { New-Item -Force -Path $key | Out-Null }

# Values are named 1, 2, 3 ...; 1_state and so on go with them. CUSTOM.DIC stays the first.
$values = (Get-Item $key)
$numbers = @($values.GetValueNames() | Where-Object { $_ -match '^\d+$' } | ForEach-Object { [int]$_ })
$listed = @($numbers | ForEach-Object { $values.GetValue("$_") })
if ($numbers.Count -eq 0) {
    Set-ItemProperty -Path $key -Name '1' -Value 'CUSTOM.DIC'
    Set-ItemProperty -Path $key -Name '1_state' -Type Binary -Value ([byte[]](1, 0, 0, 0))
    $numbers = @(1)
}
$next = ($numbers | Measure-Object -Maximum).Maximum + 1
foreach ($file in Get-ChildItem -Path $source -Filter 'medspell-*.dic' | Sort-Object Name) {
    $target = Join-Path $proof $file.Name
    Copy-Item -Force -Path $file.FullName -Destination $target
    if ($listed -notcontains $target) {
        Set-ItemProperty -Path $key -Name "$next" -Value $target
        Set-ItemProperty -Path $key -Name "${next}_state" -Type Binary -Value ([byte[]](1, 0, 0, 0))
        $next++
    }
}

# Merge: the words that are there, then ours; remember which of them are ours.
$ours = @(Get-Content -Encoding Unicode (Join-Path $source 'ExcludeDictionaryEN0809.lex') | Where-Object { $_ })
$theirs = @()
if (Test-Path $lex) { $theirs = @(Get-Content -Encoding Unicode $lex | Where-Object { $_ }) }
$before = @()
if (Test-Path $added) { $before = @(Get-Content -Encoding Unicode $added | Where-Object { $_ }) }
$keep = New-Object 'System.Collections.Generic.HashSet[string]' (, [string[]]$theirs)
$keep.ExceptWith([string[]]$before)
$fresh = @($ours | Where-Object { -not $keep.Contains($_) })
$mine = @($theirs | Where-Object { $keep.Contains($_) })
Set-Content -Encoding Unicode -Path $lex -Value ($mine + $fresh)
Set-Content -Encoding Unicode -Path $added -Value $fresh
Write-Output "medspell: $($fresh.Count) American forms excluded, dictionaries in $proof"
