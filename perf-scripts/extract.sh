#!/bin/sh
# Measures: how well and how fast pages are read: word F1 of the extracted text against what people found to be the
#           content, for each kind of page; pages a second of parsing alone and of all up to a client's JSON; the time
#           beyond parsing; and the slowest and the worst pages by name.
# Compares: the server's parser with jsoup, whose trees it makes, on the same pages in one run.
# Needs:    bench/target/riptide-bench.jar; a folder with html/NAME.html.gz and ground-truth/NAME.json, such as the
#           development split of the Web Content eXtraction Benchmark.
# Options:  THREADS=2 WARMUP=1 ROUNDS=3 (0: quality only) PAGES=all WORST=20 SLOWEST=10 OUT=target/perf
# Usage:    perf-scripts/extract.sh DATA_DIR
set -eu
. "$(dirname -- "$0")/lib.sh"

DATA=${1:-}
[ -d "$DATA/html" ] || die "usage: perf-scripts/extract.sh DATA_DIR, which holds html and ground-truth"
SERVER_FLAGS=${EXTRACT_FLAGS:-"$FLAGS_NEEDED -XX:+UseParallelGC -Xms2g -Xmx2g"}
need_bench
prepare extract
describe "extraction"
# Flags are words on purpose.
# shellcheck disable=SC2086
"$JAVA" $SERVER_FLAGS "-Driptide.bench.commit=$(commit)" "-Driptide.bench.flags=$SERVER_FLAGS" -cp "$BENCH_JAR" \
    io.riptide.bench.extract.ExtractionProbe "$DATA" --threads "${THREADS:-2}" --warmup "${WARMUP:-1}" \
    --rounds "${ROUNDS:-3}" --pages "${PAGES:-1000000}" --worst "${WORST:-20}" --slowest "${SLOWEST:-10}" \
    --json "$OUT/extract.json"
