#!/bin/sh
# Measures: how old a frame of a pipeline is when its client has it, of five nodes in a row (sine, gain, low pass, moving
#           average, print) in real time, a frame of 1,024 samples each 21.3 ms; how late the source was, and what each
#           node takes, as the run's summary tells it.
# Compares: lines of the same size that a plain loop sends over a plain socket at the same times, so that the machine's
#           timers, scheduler and loopback are seen by themselves. Both are up at once, one is asked at a time.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar.
# Options:  FRAMES=2000 (a stream and round; 43 s) ROUNDS=3 WARMUP=5000 (frames, as fast as they come) STREAMS=1 (1,10: one
#           after the other) TRANSPORT=ndjson (sse, websocket) SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare pipeline
need_bench
need_riptide
# Flags are words on purpose.
# shellcheck disable=SC2086
start_server loop "$JAVA" $SERVER_FLAGS -cp "$BENCH_JAR" io.riptide.bench.baseline.PacedLinesServer --port 0
loop=$SERVER_URL
start_riptide
describe "frames of pipelines, source to client"
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) before"
probe PipelineProbe --frames "${FRAMES:-2000}" --rounds "${ROUNDS:-3}" --warmup "${WARMUP:-5000}" \
    --streams "${STREAMS:-1}" --transport "${TRANSPORT:-ndjson}" --json "$OUT/pipeline.json" \
    "loop=$loop/lines" "riptide=$RIPTIDE_URL" || failed=1
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) after"
exit "${failed:-0}"
