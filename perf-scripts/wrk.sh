#!/bin/sh
# Measures: whole answers a second and their time, closed loop, as wrk sees them: a stream of one event, one of 100, and
#           with $BODY the POST of that file to /bench/echo.
# Compares: the servers named as arguments (netty riptide vertx helidon jetty undertow; netty and riptide without), round by
#           round in one run. /bench/echo is riptide's alone.
# Needs:    wrk (Debian: wrk), two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar.
# Options:  ROUNDS=3 SECONDS_EACH=5 CONNECTIONS=64 BODY=file SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

command -v wrk >/dev/null || die "needs wrk: apt-get install wrk"
LUA=$ROOT/perf-scripts/wrk/report.lua

# ask TARGET: one round of it; prints requests/s p50 p99 p99.9 faults.
ask() {
    METHOD=${METHOD:-GET} TARGET=$path BODY_FILE=${BODY_FILE:-} taskset -c "$CLIENT_CORE" wrk --threads 1 \
        --connections "${CONNECTIONS:-64}" --duration "${1}s" --timeout 10s --script "$LUA" "$url" |
        sed -n 's/^wrk //p'
}

# compare PATH NAME=URL…: rounds over all of them, then a line each.
compare() {
    path=$1
    shift
    for target in "$@"; do
        url=${target#*=}
        ask "${WARMUP:-3}" >/dev/null
        : >"$WORK/wrk.${target%%=*}"
    done
    round=0
    while [ "$round" -lt "${ROUNDS:-3}" ]; do
        for target in "$@"; do
            url=${target#*=}
            ask "${SECONDS_EACH:-5}" >>"$WORK/wrk.${target%%=*}"
        done
        round=$((round + 1))
    done
    for target in "$@"; do
        name=${target%%=*}
        for column in 1 2 3 4; do
            cut -d' ' -f"$column" "$WORK/wrk.$name" | median
        done | tr '\n' ' ' >"$WORK/medians"
        faults=$(awk '{ sum += $5 } END { print sum + 0 }' "$WORK/wrk.$name")
        # shellcheck disable=SC2046
        printf '%-26s %-9s %10.0f %9.0f %9.0f %9.0f %7d\n' "$path" "$name" $(cat "$WORK/medians") "$faults"
        [ "$faults" = 0 ] || failed=1
    done
}

prepare wrk
need_bench
TARGETS=
# Without arguments netty and riptide; with some, the first comes twice and is left out the second time.
for name in "${@:-netty}" ${1:-riptide}; do
    case " $TARGETS" in *" $name="*) continue ;; esac
    add_target "$name" "" --set log.access="${LOG_ACCESS:-true}"
done
describe "whole answers, ${CONNECTIONS:-64} connections, medians of ${ROUNDS:-3} rounds of ${SECONDS_EACH:-5} s"
printf '%-26s %-9s %10s %9s %9s %9s %7s\n' asked target answers/s "p50 µs" "p99 µs" "p99.9 µs" faults
# shellcheck disable=SC2086
compare "/bench/stream?count=1" $TARGETS
# shellcheck disable=SC2086
compare "/bench/stream?count=100" $TARGETS
if [ -n "${BODY:-}" ]; then
    METHOD=POST
    BODY_FILE=$BODY
    for target in $TARGETS; do
        case $target in riptide=*) compare /bench/echo "$target" ;; esac
    done
fi
exit "${failed:-0}"
