# Adds medspell to the Windows spelling service (Edge, Chrome and others) for the user who runs it.
# Needs no administrator. Run it again after an update; with -Remove it takes its files away. Only
# with -Correct does Windows replace American spellings by itself, which clinical text should not have.
param([switch]$Remove, [switch]$Correct)
$ErrorActionPreference = 'Stop'
$source = Split-Path -Parent $MyInvocation.MyCommand.Path
$target = Join-Path $env:APPDATA 'Microsoft\Spelling\en-GB'
New-Item -ItemType Directory -Force -Path $target | Out-Null
foreach ($name in 'medspell.dic', 'medspell.exc', 'medspell.acl') {
    $file = Join-Path $target $name
    if ($Remove) { Remove-Item -Force -ErrorAction SilentlyContinue $file }
    elseif ($name -ne 'medspell.acl' -or $Correct -or (Test-Path $file)) {
        Copy-Item -Force -Path (Join-Path $source $name) -Destination $file
    }
}
Write-Output "medspell: done in $target"
