#!/bin/sh
# Measures: memory of the server for each of 10,000 idle subscriptions of one topic, by SSE and by WebSocket: live heap
#           (after a full collection), direct memory of its buffers, memory of its logs, and resident memory.
# Needs:    taskset, curl, jcmd, bench/target/riptide-bench.jar, server/target/riptide.jar; 10,100 open files a process.
# Options:  CONNECTIONS=10000 TRANSPORTS="sse ws" SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

SERVER_FLAGS=${IDLE_FLAGS:-"$FLAGS_NEEDED -XX:+UseSerialGC -Xmx512m"}
CONNECTIONS=${CONNECTIONS:-10000}

heap_bytes() { # what is reachable
    "$(dirname -- "$JAVA")/jcmd" "$RIPTIDE_PID" GC.class_histogram | awk '$1 == "Total" { print $3 }'
}

stat_of() { # stat_of NAME: a number of /stats by its name
    curl -sf "$RIPTIDE_URL/stats" | tr ',{}' '\n' | sed -n "s/^\"$1\":\([0-9]*\)$/\1/p" | head -n 1
}

rss_bytes() {
    awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$RIPTIDE_PID/status"
}

# hold COUNT SUFFIX: opens streams and leaves them to `let_go`.
hold() {
    mkfifo "$WORK/go"
    # shellcheck disable=SC2086
    taskset -c "$CLIENT_CORE" "$JAVA" $CLIENT_FLAGS -cp "$BENCH_JAR" io.riptide.bench.load.IdleProbe \
        --connections "$1" "riptide=$RIPTIDE_URL/topics/idle/$2" <"$WORK/go" >"$WORK/idle.out" 2>&1 &
    HOLDER=$!
    PIDS="$PIDS $HOLDER"
    exec 4>"$WORK/go"
    tries=0
    until grep -q '^open' "$WORK/idle.out"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$HOLDER" 2>/dev/null; then
            cat "$WORK/idle.out" >&2
            die "the streams did not open"
        fi
        sleep 0.2
    done
    sleep 2
}

let_go() {
    exec 4>&-
    wait "$HOLDER" || true
    rm "$WORK/go"
    sleep 2
}

prepare idle
need_bench
need_riptide
start_riptide --set server.connections-max=20000 --set server.connections-per-client-max=20000 --set log.access=false \
    --set websocket.ping-interval=1h
describe "idle subscriptions, bytes each of $CONNECTIONS"
for suffix in ${TRANSPORTS:-sse ws}; do
    hold 200 "$suffix"
    let_go
    heap=$(heap_bytes) direct=$(stat_of buffer_direct_bytes) logs=$(stat_of leased_bytes) rss=$(rss_bytes)
    hold "$CONNECTIONS" "$suffix"
    heap2=$(heap_bytes) direct2=$(stat_of buffer_direct_bytes) logs2=$(stat_of leased_bytes) rss2=$(rss_bytes)
    let_go
    awk -v n="$CONNECTIONS" -v what="$suffix" -v heap=$((heap2 - heap)) -v direct=$((direct2 - direct)) \
        -v logs=$((logs2 - logs)) -v rss=$((rss2 - rss)) 'BEGIN {
            printf "%s: %.0f bytes: heap %.0f, direct %.0f, logs %.0f; resident %.0f\n",
                what, (heap + direct + logs) / n, heap / n, direct / n, logs / n, rss / n }'
done
exit "${failed:-0}"
