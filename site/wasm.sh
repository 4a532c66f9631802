#!/usr/bin/env bash
# Compiles the checker to WebAssembly, for `medspell build --wasm FILE`.
#
#     site/wasm.sh [FILE]        FILE is target/medspell.wasm unless named
#
# Where the wasm32 target is installed (rustup target add wasm32-unknown-unknown) it takes a minute.
# On a Debian without it, Debian's own compiler and library sources are unpacked into target/ (they
# would replace an installed rustc, so they are never installed) and the standard library is built
# along: some minutes and 900 MB. Linking needs rust-lld or wasm-ld (package lld).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-target/medspell.wasm}
target=wasm32-unknown-unknown

debian_compiler() {
    local folder=$PWD/target/rustc-web
    if [ ! -x "$folder/rustc" ]; then
        mkdir -p "$folder/deb"
        local std llvm # their names hold versions, which Debian raises now and then
        std=$(apt-cache depends libstd-rust-web-dev | grep -om 1 'libstd-rust-web-[0-9][0-9.]*')
        llvm=$(apt-cache depends "$std" | grep -om 1 'libllvm[0-9]*')
        (cd "$folder/deb" && apt-get download -q rustc-web "$std" libstd-rust-web-dev rust-web-src "$llvm")
        for package in "$folder"/deb/*.deb; do dpkg-deb -x "$package" "$folder"; done
        printf '#!/bin/sh\nLD_LIBRARY_PATH="%s/usr/lib/x86_64-linux-gnu:%s/usr/lib" exec "%s/usr/bin/rustc" "$@"\n' \
            "$folder" "$folder" "$folder" >"$folder/rustc"
        chmod +x "$folder/rustc"
    fi
    export RUSTC=$folder/rustc RUSTC_BOOTSTRAP=1
}

sysroot=$(rustc --print sysroot)
linker=$(command -v wasm-ld || find -L "${RUSTUP_HOME:-$HOME/.rustup}" "$sysroot" -name rust-lld 2>/dev/null | sort | head -n 1)
[ -n "$linker" ] || { echo "wasm.sh: no wasm-ld and no rust-lld; install the package lld" >&2; exit 2; }
std=()
if [ ! -d "$sysroot/lib/rustlib/$target" ]; then
    debian_compiler
    std=(-Zbuild-std=std,panic_abort)
fi
# The paths of the machine that compiles stay out of the file.
export RUSTFLAGS="-Clinker=$linker -Clinker-flavor=wasm-ld --remap-path-prefix=$PWD=medspell --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
CARGO_PROFILE_RELEASE_PANIC=abort CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
    cargo rustc --release --locked --lib --crate-type cdylib --no-default-features --target "$target" \
    --target-dir target/wasm "${std[@]}"
mkdir -p "$(dirname "$out")"
cp "target/wasm/$target/release/medspell.wasm" "$out"
echo "$out: $(wc -c <"$out") bytes, $(gzip -9nc "$out" | wc -c) gzipped"
