#!/bin/sh
# Measures: how old an event is when its client has it, source to client, and the server's CPU time per event, with
#           64 streams of 1,000 events a second each.
# Compares: plain Netty by hand and Riptide in one run, round by round. A server that falls behind shows in events/s.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  ROUNDS=3 SECONDS_EACH=5 WARMUP=3 RATE=1000 STREAMS=64 SIZE=128 TRANSPORTS=ndjson,sse,websocket
#           ONLY=netty SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare paced
need_bench
start_targets ""
describe "paced streams, source to client"
# shellcheck disable=SC2086
probe ThroughputProbe --rate "${RATE:-1000}" --size "${SIZE:-128}" --rounds "${ROUNDS:-3}" \
    --seconds "${SECONDS_EACH:-5}" --warmup "${WARMUP:-3}" --transports "${TRANSPORTS:-ndjson,sse,websocket}" \
    --connections "${STREAMS:-64}" --pids "$TARGET_PIDS" --json "$OUT/paced.json" $TARGETS || failed=1
exit "${failed:-0}"
