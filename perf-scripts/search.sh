#!/bin/sh
# Measures: how soon the hits of a search are there, from the request to the line of the `search` event, with as many pages
#           in the index as the server has crawled before: a word, three words, a title, a phrase.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar.
# Options:  PAGES=10000 ROUNDS=3 REQUESTS=2000 WARMUP=2000 SERVER_CORE=0 CLIENT_CORE=1 OUT=target/perf
set -eu
. "$(dirname -- "$0")/lib.sh"

prepare search
need_bench
need_riptide
pages=${PAGES:-10000}
core=$SERVER_CORE
SERVER_CORE=$CLIENT_CORE
# Flags are words on purpose.
# shellcheck disable=SC2086
start_server pages "$JAVA" $FLAGS_NEEDED -XX:+UseSerialGC -Xmx$((128 + pages * 32 / 1000))m -cp "$BENCH_JAR" \
    io.riptide.bench.load.PageServer --port 0 --pages "$pages"
site=$SERVER_URL
SERVER_CORE=$core
start_riptide --set crawl.allow-private=true --set crawl.per-host-max=64 --set crawl.concurrency-max=64 \
    --set search.index-directory="$WORK/index" --set search.index-bytes-max=1GiB --set search.index-pages-max=100000
describe "searches in $pages pages"
probe SearchProbe --site "$site" --pages "$pages" --rounds "${ROUNDS:-3}" --requests "${REQUESTS:-2000}" \
    --warmup "${WARMUP:-2000}" --json "$OUT/search.json" "riptide=$RIPTIDE_URL" || failed=1
exit "${failed:-0}"
