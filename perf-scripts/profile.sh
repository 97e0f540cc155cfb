#!/bin/sh
# Measures: where riptide spends its time, what it allocates, or which locks it waits for, under one load: a flame graph.
# Compares: nothing.
# Needs:    two cores, taskset, curl, mvn (for async-profiler, from its Maven artefact), bench/target/riptide-bench.jar,
#           server/target/riptide.jar. With the kernel's part: root, or kernel.perf_event_paranoid at 1 or below.
# Options:  profile.sh [cpu|alloc|lock|wall] [ttfb|throughput|paced|fan-out]; FORMAT=html (or collapsed), TRANSPORT=ndjson,
#           CONNECTIONS=64 SECONDS_EACH=10 SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

PROFILER_VERSION=4.2
EVENT=${1:-cpu}
LOAD=${2:-throughput}
PROFILER=$ROOT/bench/target/async-profiler

case $EVENT in cpu | alloc | lock | wall) ;; *) die "no profile is called $EVENT; there are cpu alloc lock wall" ;; esac
case $(uname -m) in
    x86_64) arch=linux-x64 ;;
    aarch64) arch=linux-arm64 ;;
    *) die "async-profiler has nothing for $(uname -m)" ;;
esac
library=$PROFILER/$arch/libasyncProfiler.so

fetch_profiler() {
    mkdir -p "$PROFILER"
    mvn -q -B dependency:copy -Dartifact="tools.profiler:async-profiler:$PROFILER_VERSION" \
        -DoutputDirectory="$PROFILER" -Dmdep.useBaseVersion=true >&2
    (cd "$PROFILER" && "${JAVA%/*}/jar" xf "async-profiler-$PROFILER_VERSION.jar" "$arch/libasyncProfiler.so")
}

prepare "profile-$EVENT-$LOAD"
need_bench
need_riptide
[ -f "$library" ] || fetch_profiler
graph=$OUT/profile-$EVENT-$LOAD.${FORMAT:-html}
# The graph is written when the server ends; at ends of inlined code, not at the JVM's safepoints.
SERVER_FLAGS="$SERVER_FLAGS -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints \
-agentpath:$library=start,event=$EVENT,file=$graph"
TARGETS=
add_target riptide "" --set runs.per-client-max=1000
describe "$EVENT of $LOAD"
seconds=${SECONDS_EACH:-10}
case $LOAD in
    ttfb)
        probe TtfbProbe --modes keep-alive --connections "${CONNECTIONS:-64}" --rounds 1 --warmup 50000 \
            --requests $((seconds * 15000)) "$TARGETS/bench/stream?count=1"
        ;;
    throughput | paced)
        rate=0
        [ "$LOAD" = throughput ] || rate=1000
        probe ThroughputProbe --pids "$TARGET_PIDS" --rate "$rate" --rounds 1 --seconds "$seconds" --warmup 5 \
            --transports "${TRANSPORT:-ndjson}" --connections "${CONNECTIONS:-64}" "$TARGETS"
        ;;
    fan-out)
        probe FanOutProbe --pids "$TARGET_PIDS" --rounds 1 --seconds "$seconds" --warmup 5 "$TARGETS"
        ;;
    *) die "no load is called $LOAD; there are ttfb throughput paced fan-out" ;;
esac
stop_all
echo "flame graph: $graph" >&3
