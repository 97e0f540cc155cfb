#!/bin/sh
# Measures: how long a message takes from one publisher to 1,000 SSE and 1,000 WebSocket subscribers at once, every one
#           of them checked for every message in order; and how often the server framed a message.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar.
# Options:  ROUNDS=3 SECONDS_EACH=10 WARMUP=5 RATE=50 SUBSCRIBERS=1000 SIZE=200 TRANSPORTS=sse,websocket LOOPS=1
#           SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare fan-out
need_bench
need_riptide
start_riptide --set server.connections-max=20000 --set server.connections-per-client-max=20000 \
    --set log.access=false
describe "fan-out"
probe FanOutProbe --rate "${RATE:-50}" --size "${SIZE:-200}" --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-10}" \
    --warmup "${WARMUP:-5}" --subscribers "${SUBSCRIBERS:-1000}" --transports "${TRANSPORTS:-sse,websocket}" \
    --pids "riptide=$RIPTIDE_PID" --json "$OUT/fan-out.json" "riptide=$RIPTIDE_URL" || failed=1
exit "${failed:-0}"
