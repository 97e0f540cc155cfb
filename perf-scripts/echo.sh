#!/bin/sh
# Measures: how many WebSocket messages a second come back, how soon, and the server's CPU time for each.
# Compares: Netty's frame codec with an echo behind it and Riptide in one run, round by round.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar (not with ONLY=netty).
# Options:  ROUNDS=3 SECONDS_EACH=5 WARMUP=3 CONNECTIONS=64 SIZE=128 DEPTH=1 ONLY=netty SERVER_CORE=0 CLIENT_CORE=1
#           OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare echo
need_bench
start_targets ""
describe "WebSocket echo"
# shellcheck disable=SC2086
probe EchoProbe --connections "${CONNECTIONS:-64}" --size "${SIZE:-128}" --depth "${DEPTH:-1}" \
    --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-5}" --warmup "${WARMUP:-3}" --pids "$TARGET_PIDS" \
    --json "$OUT/echo.json" $TARGETS || failed=1
exit "${failed:-0}"
