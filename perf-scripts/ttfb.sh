#!/bin/sh
# Measures: time to first byte of a one-event stream, keep-alive and on new connections, 1 and 64 of them;
#           then of POST /crawl/stream with the body file $BODY, if given (plain Netty reads the body and answers one event).
# Compares: plain Netty by hand and Riptide in one run, round by round.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  ROUNDS=5 REQUESTS=20000 WARMUP=5000 BODY=file ONLY=netty SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare ttfb
need_bench
start_targets ""
describe "time to first byte"
targets=
for target in $TARGETS; do
    targets="$targets $target/bench/stream?count=1"
done
# shellcheck disable=SC2086
probe TtfbProbe --rounds "${ROUNDS:-5}" --requests "${REQUESTS:-20000}" --warmup "${WARMUP:-5000}" \
    --json "$OUT/ttfb.json" $targets || failed=1
if [ -n "${BODY:-}" ]; then
    targets=
    for target in $TARGETS; do
        targets="$targets $target/crawl/stream"
    done
    echo "# POST /crawl/stream with $BODY"
    # shellcheck disable=SC2086
    probe TtfbProbe --modes keep-alive --rounds "${ROUNDS:-5}" --requests "${CRAWL_REQUESTS:-2000}" \
        --warmup "${CRAWL_WARMUP:-500}" --post "$BODY" --json "$OUT/ttfb-crawl.json" $targets || failed=1
fi
exit "${failed:-0}"
