#!/usr/bin/env bash
# Measures the checker beside its peers on this machine: tests/bench-engine.sh TEXT [PAIRS.tsv...]
#
# Installs the peers (Debian packages aspell, aspell-en, hunspell, hunspell-en-gb), then prints
# Markdown tables of whole processes, as CPU time and as a ratio, of suggestions, and of the library.
set -euo pipefail
text=$(realpath "$1"); shift
pairs=("$@"); for i in "${!pairs[@]}"; do pairs[i]=$(realpath "${pairs[i]}"); done
cd "$(dirname "$0")/.."

sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
for package in aspell aspell-en hunspell hunspell-en-gb; do
    dpkg-query -W "$package" >/dev/null 2>&1 || $sudo apt-get install -q -y --no-install-recommends "$package"
done
cargo build --release --locked --quiet
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
: >"$work/empty"
head -c 10000 "$text" | iconv -c -t UTF-8 >"$work/10 KB"
while [ "$(stat -c %s "$work/all" 2>/dev/null || echo 0)" -lt 10000000 ]; do cat "$text" >>"$work/all"; done
head -c 10000000 "$work/all" | iconv -c -t UTF-8 >"$work/10 MB"

model=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)
echo "$model, $(nproc) cores, $(uname -sr), $(date -u +%F)"
echo; echo "| input | program | CPU s, best of 5 | times ours | RSS MB |"; echo "|---|---|---|---|---|"
measure() { # input, name, command...
    local input=$1 name=$2; shift 2
    python3 - "$work/$input" "$@" <<'PY' | { read -r cpu rss; [ "$name" = medspell ] && ours=$cpu
import os, subprocess, sys
best, rss = 1e9, 0
for _ in range(5):
    with open(sys.argv[1]) as stdin:
        child = subprocess.Popen(sys.argv[2:], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, use = os.wait4(child.pid, 0)
    best, rss = min(best, use.ru_utime + use.ru_stime), max(rss, use.ru_maxrss)
print(f"{best:.4f} {rss / 1024:.1f}")
PY
        [ "$name" = medspell ] && echo "$cpu" >"$work/ours"
        ratio=$(awk -v a="$cpu" -v b="$(cat "$work/ours")" 'BEGIN { printf "%.1f", a / (b > 0 ? b : 0.0001) }')
        echo "| ${input} | $name | $cpu | $ratio | $rss |"; }
}
for input in empty "10 KB" "10 MB"; do
    measure "$input" medspell target/release/medspell check --format list -
    measure "$input" aspell aspell list -d en_GB --encoding=utf-8
    measure "$input" hunspell hunspell -i utf-8 -l -d en_GB
done

if [ "${#pairs[@]}" -gt 0 ]; then
    echo; python3 tests/suggestions.py target/release/medspell "${pairs[@]}"
    echo; MEDSPELL_PAIRS="${pairs[*]}" cargo bench --quiet --bench latency
fi
echo; MEDSPELL_TEXT="$text" cargo bench --quiet --bench throughput
