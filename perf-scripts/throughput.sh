#!/bin/sh
# Measures: events a second, unpaced, by NDJSON, SSE and WebSocket, 1 and 64 connections, 128 B and 1 KiB events, and
#           how evenly the connections are served (slowest over fastest).
# Compares: plain Netty by hand and Riptide in one run, round by round.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  ROUNDS=3 SECONDS_EACH=3 WARMUP=2 SIZES="128 1024" TRANSPORTS=ndjson,sse,websocket CONNECTIONS=1,64
#           ONLY=netty SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare throughput
need_bench
start_targets ""
describe "unpaced events a second"
for size in ${SIZES:-128 1024}; do
    # shellcheck disable=SC2086
    probe ThroughputProbe --size "$size" --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-3}" \
        --warmup "${WARMUP:-2}" --transports "${TRANSPORTS:-ndjson,sse,websocket}" \
        --connections "${CONNECTIONS:-1,64}" --pids "$TARGET_PIDS" --json "$OUT/throughput-$size.json" $TARGETS || failed=1
done
exit "${failed:-0}"
