#!/bin/sh
# Measures: start of the process to `/readyz` 200, median of 10, without and with an AOT cache (JEP 483, 514).
# Compares: nothing; the cache is made here, as bin/riptide makes it.
# Needs:    two cores, taskset, curl, JDK 25, server/target/riptide.jar. The poll is every 5 ms, which is its precision.
# Options:  RUNS=10 START_FLAGS="…" SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

# No pre-touched heap here: a server that is just started does not have one either.
START_FLAGS=${START_FLAGS:-"$FLAGS_NEEDED -XX:+UseSerialGC"}
SERVER_FLAGS=$START_FLAGS

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# free_port: one that nobody listens on now.
free_port() {
    port=18200
    while curl -s -o /dev/null "http://127.0.0.1:$port/"; do
        port=$((port + 1))
    done
    echo "$port"
}

# start_once FLAGS…: starts, prints the milliseconds to readiness, stops.
start_once() {
    begin=$(now_ms)
    # shellcheck disable=SC2086
    taskset -c "$SERVER_CORE" "$JAVA" $START_FLAGS "$@" -jar "$RIPTIDE_JAR" serve --port "$PORT" \
        --set bench.enabled=true --set server.loops=1 >"$WORK/start.out" 2>&1 &
    PIDS=$!
    until taskset -c "$CLIENT_CORE" curl -sf -o /dev/null "http://127.0.0.1:$PORT/readyz"; do
        kill -0 "$PIDS" 2>/dev/null || { cat "$WORK/start.out" >&2; die "did not start"; }
        sleep 0.005
    done
    end=$(now_ms)
    kill "$PIDS"
    wait "$PIDS" 2>/dev/null || true
    PIDS=
    elapsed=$((end - begin))
}

# median_of NAME FLAGS…
median_of() {
    name=$1
    shift
    : >"$WORK/times"
    i=0
    while [ "$i" -lt "${RUNS:-10}" ]; do
        start_once "$@"
        echo "$elapsed" >>"$WORK/times"
        i=$((i + 1))
    done
    echo "$name: median $(median <"$WORK/times") ms of $(sort -n "$WORK/times" | tr '\n' ' ')"
}

prepare startup
need_riptide
PORT=$(free_port)
describe "start to readyz"
median_of "without AOT cache"
train_riptide
median_of "with AOT cache" "$AOT_FLAG"
exit "${failed:-0}"
