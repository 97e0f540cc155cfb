#!/bin/sh
# Measures: events a second of 16 readers alone, and beside 200 that asked for the same and never read.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar.
# Options:  ROUNDS=5 SECONDS_EACH=3 WARMUP=2 SIZE=128 TRANSPORTS=ndjson,sse,websocket READERS=16 STOPPED=200
#           SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare slow-readers
need_bench
need_riptide
start_riptide --set server.connections-per-client-max=2000 --set runs.max=2000 --set runs.per-client-max=2000
describe "readers beside stopped ones"
probe ThroughputProbe --size "${SIZE:-128}" --rounds "${ROUNDS:-5}" --seconds "${SECONDS_EACH:-3}" \
    --warmup "${WARMUP:-2}" --transports "${TRANSPORTS:-ndjson,sse,websocket}" --connections "${READERS:-16}" \
    --stopped "0,${STOPPED:-200}" --pids "riptide=$RIPTIDE_PID" --json "$OUT/slow-readers.json" \
    "riptide=$RIPTIDE_URL" || failed=1
exit "${failed:-0}"
