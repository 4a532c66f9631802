# Takes away what install.ps1 added for the user who runs it, and nothing else.
$ErrorActionPreference = 'Stop'
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
if (Test-Path $key) {
    $values = Get-Item $key
    foreach ($name in @($values.GetValueNames() | Where-Object { $_ -match '^\d+$' })) {
        if ([string]$values.GetValue($name) -like (Join-Path $proof 'medspell-*.dic')) {
            Remove-ItemProperty -Path $key -Name $name
            Remove-ItemProperty -Path $key -Name "${name}_state" -ErrorAction SilentlyContinue
        }
    }
}
Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $proof 'medspell-*.dic')
if ((Test-Path $lex) -and (Test-Path $added)) {
    $ours = New-Object 'System.Collections.Generic.HashSet[string]' (, [string[]]@(Get-Content -Encoding Unicode $added | Where-Object { $_ }))
    $left = @(Get-Content -Encoding Unicode $lex | Where-Object { $_ -and -not $ours.Contains($_) })
    if ($left.Count -gt 0) { Set-Content -Encoding Unicode -Path $lex -Value $left } else { Remove-Item -Force $lex }
    Remove-Item -Force $added
}
Write-Output 'medspell: removed from Word and Outlook'
