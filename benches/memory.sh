#!/bin/sh
# Seals and opens one large document (4 GiB unless told) and fails if the process ever held more than 64 MiB.
# usage: benches/memory.sh [BYTES]
set -eu

bytes=${1:-4294967296}
most=65536
cd "$(dirname "$0")/.."
cargo build --quiet --release --example big
target=${CARGO_TARGET_DIR:-target}

folder=$(mktemp -d "${TMPDIR:-/tmp}/sealbid-memory.XXXXXX")
trap 'rm -rf "$folder"' EXIT INT TERM

# The bid and the opened document; the document itself is sparse.
needed=$((bytes / 1024 * 9 / 4))
free=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
if [ "$free" -lt "$needed" ]; then
    echo "$folder has $free KiB free, and $needed are needed; set TMPDIR" >&2
    exit 2
fi

output=$("$target/release/examples/big" "$folder" "$bytes")
echo "$output"
peak=$(echo "$output" | tail -n 1)
if [ "$peak" -gt "$most" ]; then
    echo "$peak KiB at the peak, at most $most allowed" >&2
    exit 1
fi
echo "$bytes bytes: $peak KiB at the peak, at most $most allowed"
