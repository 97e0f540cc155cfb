#!/bin/sh
# Measures: resident memory (VmRSS) after start, idle, 5 s after `/readyz`, and again after 10,000 one-event streams.
# Compares: plain Netty by hand and Riptide, each with its own plain flags.
# Needs:    taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  IDLE_FLAGS="…" SETTLE=5 ONLY=netty SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

# No pre-touched heap: its pages would be all there is to see.
SERVER_FLAGS=${IDLE_FLAGS:-"$FLAGS_NEEDED -XX:+UseSerialGC"}

rss_mib() {
    awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"
}

# report NAME PID URL
report() {
    sleep "${SETTLE:-5}"
    idle=$(rss_mib "$2")
    probe TtfbProbe --modes keep-alive --connections 64 --rounds 1 --warmup 0 --requests 10000 \
        "$1=$3/bench/stream?count=1" >/dev/null
    echo "$1: $idle MiB idle, $(rss_mib "$2") MiB after 10,000 streams"
}

prepare rss
need_bench
start_targets ""
describe "resident memory"
report netty "$NETTY_PID" "$NETTY_URL"
if [ "${ONLY:-}" != netty ]; then
    report riptide "$RIPTIDE_PID" "$RIPTIDE_URL"
fi
exit "${failed:-0}"
