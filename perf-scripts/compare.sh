#!/bin/sh
# Measures: one SCENARIO over several servers in one run, interleaved round by round; medians and ratios to the first:
#           ttfb        time to first byte of a one-event stream, keep-alive and on new connections, 1 and 64 of them
#           throughput  events a second, unpaced, by NDJSON, SSE and WebSocket, 1 and 64 connections
#           paced       how old an event is when its client has it, 64 streams of 1,000 events a second each
#           idle        memory of the server for each of 5,000 SSE and WebSocket streams in which nothing happens: what
#                       is reachable after a full collection, native memory (direct buffers, threads), and resident
#           check       nothing: each stream must bring exactly 5,000 events of exactly 128 bytes
# Compares: any of netty riptide vertx helidon jetty undertow node, in this order if none is named; all up at once, but
#           only one is asked at a time.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar; node and npm for node;
#           jcmd and 5,100 open files a process for idle.
# Options:  ROUNDS SECONDS_EACH WARMUP REQUESTS CONNECTIONS TRANSPORTS MODES SIZE RATE SERVER_CORE=0 CLIENT_CORE=1
#           OUT=target/perf
# Usage:    perf-scripts/compare.sh SCENARIO [SERVER…]
set -eu
. "$(dirname -- "$0")/lib.sh"

ALL="netty riptide vertx helidon jetty undertow node"

usage() {
    sed -n 's/^# \{0,1\}//; 2,15p' "$0" >&2
    exit 2
}

# The release of each server, from the jars that it runs on.
versions() {
    for jar in netty-common vertx-core helidon-webserver jetty-server undertow-core; do
        for file in "$ROOT/bench/target/lib/$jar"-[0-9]*.jar; do
            file=${file##*/}
            echo "${file%.jar}"
        done
    done
    if command -v node >/dev/null; then
        echo "node $(node --version), ws $WS_VERSION"
    fi
}

# start_all SUFFIX NAME…: those that cannot be started here are told in the report and left out.
start_all() {
    suffix=$1
    shift
    TARGETS=
    TARGET_PIDS=
    for server in "$@"; do
        if [ "$server" = node ] && ! prepare_node; then
            echo "# node    not measured: $NODE_MISSING"
        elif [ "$server" = riptide ] && [ "$SCENARIO" = idle ]; then
            add_target riptide "$suffix" --set server.connections-max=20000 --set log.access=false \
                --set server.connections-per-client-max=20000 --set websocket.ping-interval=1h
        else
            add_target "$server" "$suffix"
        fi
    done
}

pid_of() {
    echo "$TARGET_PIDS" | tr ',' '\n' | sed -n "s/^$1=//p"
}

# memory_of NAME PID: reachable, native and resident bytes.
memory_of() {
    if [ "$1" = node ]; then
        kill -USR2 "$2"
        sleep 1
        reachable="$(sed -n 's/^memory //p' "$WORK/node.out" | tail -n 1) 0"
    else
        jcmd=$(dirname -- "$JAVA")/jcmd
        heap=$("$jcmd" "$2" GC.class_histogram | awk '$1 == "Total" { print $3 }')
        native=$("$jcmd" "$2" VM.native_memory summary scale=B |
            sed -n 's/^- *\(Other\|Thread\) (.*committed=\([0-9]*\).*/\2/p' | awk '{ sum += $1 } END { print sum + 0 }')
        reachable="$heap $native"
    fi
    echo "$reachable $(awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$2/status")"
}

# idle_path NAME TRANSPORT: Riptide's is a subscription of a topic to which nobody publishes.
idle_path() {
    if [ "$1" = riptide ]; then
        echo "/topics/idle/$2"
    else
        echo "/bench/$2?count=0&hold=1"
    fi
}

# One row of figures a round, in a file for each server and transport.
measure_idle() { # measure_idle TRANSPORT NAME URL
    pid=$(pid_of "$2")
    url=$3$(idle_path "$2" "$1")
    hold_open 200 "$url"
    let_close
    before=$(memory_of "$2" "$pid")
    hold_open "$CONNECTIONS" "$url"
    after=$(memory_of "$2" "$pid")
    kill -0 "$HOLDER" 2>/dev/null || die "$2 did not keep the streams: $(tail -n 3 "$WORK/held.out")"
    let_close
    echo "$before $after" | awk -v n="$CONNECTIONS" '{
        printf "%.0f %.0f %.0f %.0f\n", ($4 - $1 + $5 - $2) / n, ($4 - $1) / n, ($5 - $2) / n, ($6 - $3) / n }' \
        >>"$WORK/idle-$1-$2"
}

column_median() { # column_median FILE COLUMN
    awk -v column="$2" '{ print $column }' "$1" | median
}

compare_idle() {
    CONNECTIONS=${CONNECTIONS:-5000}
    round=0
    while [ "$round" -lt "${ROUNDS:-1}" ]; do
        round=$((round + 1))
        for transport in ${TRANSPORTS:-sse ws}; do
            for target in $TARGETS; do
                measure_idle "$transport" "${target%%=*}" "${target#*=}"
            done
        done
    done
    echo "idle subscriptions, bytes each of $CONNECTIONS, medians of ${ROUNDS:-1} rounds"
    printf '%-8s %-10s %8s %6s %8s %8s %9s\n' stream target bytes × heap native resident
    for transport in ${TRANSPORTS:-sse ws}; do
        first=
        for target in $TARGETS; do
            file=$WORK/idle-$transport-${target%%=*}
            bytes=$(column_median "$file" 1)
            first=${first:-$bytes}
            printf '%-8s %-10s %8.0f %6.2f %8.0f %8.0f %9.0f\n' "$transport" "${target%%=*}" "$bytes" \
                "$(awk -v a="$bytes" -v b="$first" 'BEGIN { print (b > 0 ? a / b : 0) }')" \
                "$(column_median "$file" 2)" "$(column_median "$file" 3)" "$(column_median "$file" 4)"
        done
    done
}

compare_streams() { # compare_streams OPTION…
    # shellcheck disable=SC2086
    probe ThroughputProbe --size "${SIZE:-128}" --transports "${TRANSPORTS:-ndjson,sse,websocket}" "$@" \
        --pids "$TARGET_PIDS" --json "$OUT/compare-$SCENARIO.json" $TARGETS || failed=1
}

compare_ttfb() {
    # shellcheck disable=SC2086
    probe TtfbProbe --modes "${MODES:-keep-alive,new}" --connections "${CONNECTIONS:-1,64}" --rounds "${ROUNDS:-5}" \
        --requests "${REQUESTS:-10000}" --warmup "${WARMUP:-3000}" --json "$OUT/compare-ttfb.json" $TARGETS || failed=1
}

[ "$#" -gt 0 ] || usage
SCENARIO=$1
shift
suffix=
case $SCENARIO in
    ttfb) suffix='/bench/stream?count=1' ;;
    throughput | paced | check) ;;
    idle)
        # Small heaps that are not touched before they are used, and a count of what lies beside them. Every collection
        # compacts: three of four leave up to 5 % of dead objects in place otherwise, which would be counted.
        SERVER_FLAGS=${IDLE_FLAGS:-"$FLAGS_NEEDED -XX:+UseSerialGC -XX:MarkSweepAlwaysCompactCount=1 -Xmx512m \
-XX:NativeMemoryTracking=summary"}
        ;;
    *) usage ;;
esac
prepare "compare-$SCENARIO"
need_bench
describe "comparison: $SCENARIO"
versions | sed 's/^/# with    /'
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) before"
# Names are words on purpose.
# shellcheck disable=SC2086
[ "$#" -gt 0 ] || set -- $ALL
start_all "$suffix" "$@"
case $SCENARIO in
    ttfb) compare_ttfb ;;
    throughput)
        compare_streams --connections "${CONNECTIONS:-1,64}" --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-2}" \
            --warmup "${WARMUP:-1}"
        ;;
    paced)
        compare_streams --connections "${CONNECTIONS:-64}" --rate "${RATE:-1000}" --rounds "${ROUNDS:-3}" \
            --seconds "${SECONDS_EACH:-3}" --warmup "${WARMUP:-2}"
        ;;
    check) compare_streams --connections "${CONNECTIONS:-1,8}" --count 5000 --rounds 1 ;;
    idle) compare_idle ;;
esac
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) after"
exit "${failed:-0}"
