#!/bin/sh
# Measures: how long a message takes from one publisher to 1,000 SSE and 1,000 WebSocket subscribers at once, every one
#           of them checked for every message in order; the server's CPU time for each delivery; and how often Riptide
#           framed a message.
# Compares: plain Netty, a group of channels for each topic, and Riptide in one run, round by round.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  ROUNDS=3 SECONDS_EACH=10 WARMUP=5 RATE=50 SUBSCRIBERS=1000 SIZE=200 TRANSPORTS=sse,websocket LOOPS=1
#           ONLY=netty SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare fan-out
need_bench
start_targets "" --set server.connections-max=20000 --set server.connections-per-client-max=20000 \
    --set log.access=false
describe "fan-out"
# shellcheck disable=SC2086
probe FanOutProbe --rate "${RATE:-50}" --size "${SIZE:-200}" --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-10}" \
    --warmup "${WARMUP:-5}" --subscribers "${SUBSCRIBERS:-1000}" --transports "${TRANSPORTS:-sse,websocket}" \
    --pids "$TARGET_PIDS" --json "$OUT/fan-out.json" $TARGETS || failed=1
exit "${failed:-0}"
