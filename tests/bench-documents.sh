#!/usr/bin/env bash
# The speed table: CPU milliseconds a file (and MB a CPU second for plain text) of medspell and the
# programs that it replaces, on a folder of documents with one subfolder a format.
#
#   tests/bench-documents.sh FOLDER [medspell]
#
# Debian packages of the others: pandoc docx2txt odt2txt hunspell hunspell-en-gb poppler-utils
set -euo pipefail
folder=${1:?name a folder with docx/ odt/ rtf/ txt/ pdf/ in it}
medspell=${2:-target/release/medspell}

# cpu COMMAND…: user and system seconds of running it on every file, one process a file
cpu() {
    local pattern=$1
    shift
    python3 - "$pattern" "$@" <<'PY'
import glob, resource, subprocess, sys
files = sorted(glob.glob(sys.argv[1]))
quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for path in files:
    try:
        subprocess.run([a.replace("{}", path) for a in sys.argv[2:]], timeout=60, **quiet)
    except subprocess.TimeoutExpired:
        pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = used.ru_utime + used.ru_stime
print(f"{1000 * seconds / max(1, len(files)):.1f}")
PY
}

row() {
    local name=$1 kind=$2
    shift 2
    command -v "$1" >/dev/null || { printf '| %s | %s | not installed |\n' "$kind" "$name"; return; }
    printf '| %s | %s | %s |\n' "$kind" "$name" "$(cpu "$folder/$kind/*" "$@")"
}

echo '| format | program | CPU ms a file |'
echo '|---|---|---|'
for kind in docx odt rtf; do
    row 'medspell check' "$kind" "$medspell" check {}
    row pandoc "$kind" pandoc -t plain {}
done
row docx2txt docx docx2txt {} -
row odt2txt odt odt2txt {}
row 'hunspell -O' odt hunspell -d en_GB -O -l {}
row 'medspell check' pdf "$medspell" check {}
row pdftotext pdf pdftotext {} -

# Plain text of 20 MB: megabytes a CPU second.
big=$(mktemp)
trap 'rm -f "$big"' EXIT
python3 - "$big" <<'PY'
import sys
text = "The patient was seen in clinic and the blood pressure was well controlled on treatment.\n"
open(sys.argv[1], "w").write(text * (20_000_000 // len(text)))
PY
for program in medspell hunspell; do
    case $program in
        medspell) command=("$medspell" check "$big") ;;
        hunspell) command=(hunspell -d en_GB -l "$big") ;;
    esac
    command -v "${command[0]}" >/dev/null || continue
    ms=$(cpu "$big" "${command[@]}")
    awk -v ms="$ms" -v name="$program" 'BEGIN { printf "| 20 MB of text | %s | %.0f MB/s |\n", name, 20000 / ms }'
done
