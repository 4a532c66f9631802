#!/usr/bin/env bash
# The speed table: CPU milliseconds a file, one process a file, and MB a CPU second of plain text, of
# medspell and the programs that people use instead, in one run on one machine.
#
#   tests/bench-documents.sh FOLDER [medspell]
#
# FOLDER has one subfolder a format: docx/ odt/ rtf/ pdf/. Debian packages of the others:
# pandoc docx2txt odt2txt hunspell hunspell-en-gb poppler-utils
set -euo pipefail
folder=${1:?name a folder with docx/ odt/ rtf/ pdf/ in it}
medspell=${2:-target/release/medspell}
packages='pandoc docx2txt odt2txt hunspell hunspell-en-gb poppler-utils'
for program in pandoc docx2txt odt2txt hunspell pdftotext; do
    command -v "$program" >/dev/null || { echo "$program is missing: apt-get install $packages" >&2; exit 2; }
done

# cpu COMMAND…: CPU milliseconds a file of running it on each of the files on standard input
cpu() {
    python3 -c '
import resource, subprocess, sys
files = sys.stdin.read().split("\0")[:-1]
quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
before = resource.getrusage(resource.RUSAGE_CHILDREN)
for path in files:
    try:
        subprocess.run([a.replace("{}", path) for a in sys.argv[1:]], timeout=60, **quiet)
    except subprocess.TimeoutExpired:
        pass
after = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(f"{1000 * seconds / max(1, len(files)):.1f}")' "$@"
}

# row FORMAT NAME COMMAND…
row() {
    local kind=$1 name=$2
    shift 2
    local files
    files=$(find "$folder/$kind" -type f | wc -l)
    printf '| %s (%d) | %s | %s |\n' "$kind" "$files" "$name" \
        "$(find "$folder/$kind" -type f -print0 | cpu "$@")"
}

# all FORMAT: CPU milliseconds a file of one process that checks all of them
all() {
    local files
    files=$(find "$folder/$1" -type f | wc -l)
    printf '| %s (%d) | medspell check, all in one run | %s |\n' "$1" "$files" \
        "$(printf '%s\0' "$folder/$1" | cpu "$medspell" check --no-config {} \
            | awk -v n="$files" '{ printf "%.1f", $1 / n }')"
}

echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nproc) core(s)," \
    "$(. /etc/os-release; echo "$PRETTY_NAME"), load $(cut -d' ' -f1 /proc/loadavg);" \
    "pandoc $(pandoc --version | sed -n '1s/.* //p')," \
    "hunspell $(hunspell --version | sed -n '1s/.*Hunspell \([0-9.]*\).*/\1/p')"
echo
echo '| format (files) | program | CPU ms a file |'
echo '|---|---|---|'
for kind in docx odt rtf pdf; do
    row "$kind" 'medspell check' "$medspell" check --no-config {}
    row "$kind" 'medspell check --format list' "$medspell" check --no-config --format list {}
    all "$kind"
    case $kind in
        docx) row docx docx2txt docx2txt {} - ;;
        odt)
            row odt odt2txt odt2txt {}
            row odt 'hunspell -O' hunspell -d en_GB -O -l {}
            ;;
        pdf) row pdf pdftotext pdftotext {} - ;;
    esac
    [ "$kind" = pdf ] || row "$kind" pandoc pandoc -t plain {}
done

# 20 MB of text: what the documents say, over and over.
big=$(mktemp --suffix=.txt)
trap 'rm -f "$big" "$big.once"' EXIT
"$medspell" extract --no-config "$folder/docx" "$folder/odt" >"$big.once" 2>/dev/null || true
while [ "$(stat -c %s "$big")" -lt 20000000 ]; do cat "$big.once" >>"$big"; done
mb=$(stat -c %s "$big" | awk '{ printf "%.1f", $1 / 1e6 }')
speed() {
    local name=$1
    shift
    printf '%s\0' "$big" | cpu "$@" \
        | awk -v mb="$mb" -v name="$name" '{ printf "| %s MB of text | %s | %.0f MB/s |\n", mb, name, 1000 * mb / $1 }'
}
speed 'medspell check --format list' "$medspell" check --no-config --format list --timeout 600 {}
speed 'medspell check' "$medspell" check --no-config --max-findings 1000000000 --timeout 600 {}
speed 'hunspell -l (60 s at most)' hunspell -d en_GB -l {}
