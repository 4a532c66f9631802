#!/usr/bin/env bash
# Measures the checker beside its peers on this machine: tests/bench-engine.sh TEXT [PAIRS.tsv...]
#
# Installs the peers (Debian packages; cspell and nspell as tests/consumers/package.json pins them)
# and, with rustup, Rust's musl target, then prints Markdown tables: whole processes, the library,
# and with PAIRS suggestions. TEXT is running text in UTF-8; it is repeated until there are 10 MB.
set -euo pipefail
text=$(realpath "$1"); shift
pairs=("$@"); for i in "${!pairs[@]}"; do pairs[i]=$(realpath "${pairs[i]}"); done
cd "$(dirname "$0")/.."

sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
for package in aspell aspell-en hunspell hunspell-en-gb nuspell nodejs python3 time; do
    dpkg-query -W "$package" >/dev/null 2>&1 || $sudo apt-get install -q -y --no-install-recommends "$package"
done
[ -d tests/consumers/node_modules ] || npm ci --prefix tests/consumers --no-audit --no-fund --silent
# As it is published: with musl, which starts without asking the processor what it is.
musl=x86_64-unknown-linux-musl
rustup target list --installed | grep -qx "$musl" || rustup target add "$musl"
RUSTFLAGS="-C relocation-model=static" cargo build --release --locked --quiet --target "$musl"
cargo build --release --locked --quiet
list() { "target/$1/medspell" check --format list - < "$text" || [ $? = 1 ]; }
cmp <(list release) <(list "$musl/release")

model=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)
echo "$model, $(nproc) cores, $(uname -sr), $(date -u +%F)"
echo; python3 tests/bench-engine.py "$text"
echo; MEDSPELL_TEXT="$text" cargo bench --quiet --bench throughput
if [ "${#pairs[@]}" -gt 0 ]; then
    echo; python3 tests/suggestions.py target/release/medspell "${pairs[@]}"
    echo; MEDSPELL_PAIRS="${pairs[*]}" cargo bench --quiet --bench latency
fi
