#!/bin/sh
# Measures: a crawl of 1,000 pages of 23 KB from loopback, 64 at once, on one core: pages a second, when the first result
#           is there, the crawler's CPU time a page; every page is checked.
# Compares: Riptide with text and links, and with Markdown too; Go's net/http and x/net/html; the JDK's client and jsoup;
#           undici and cheerio; Scrapy. Ratios are to the first that is named. All but Scrapy are up at once, one is asked
#           at a time. Riptide sends the text, the others only count it. Scrapy is started for each crawl, and its time
#           counted from its first request, since its reactor cannot be started again. Only when named: Riptide without
#           its index of pages, as the first for what indexing costs.
# Needs:    two cores, taskset, curl, bench/target/riptide-bench.jar, server/target/riptide.jar; for the others Debian's
#           golang-go and golang-golang-x-net-dev, python3-scrapy, node and npm. What is missing is told and left out.
# Options:  ROUNDS=3 WARMUP=8 (crawls; a JVM is not warm before) PAGES=1000 SERVER_CORE=0 CLIENT_CORE=1
#           AOT=off (on: Riptide starts with its cache, as bin/riptide starts it, which takes half a minute to make)
#           DATA=DIR (real pages in DIR/html/NAME.html.gz, of which is only checked that each came)
#           OUT=target/perf PROFILE=FILE (of Riptide's CPU, html or collapsed, by what profile.sh has fetched)
# Usage:    perf-scripts/crawl.sh [riptide|markdown|unindexed|go|jsoup|node|scrapy]…
set -eu
. "$(dirname -- "$0")/lib.sh"

ALL="go riptide markdown jsoup node scrapy"
UNDICI_VERSION=6.21.1
CHEERIO_VERSION=1.0.0
NODE_CRAWLER=$ROOT/bench/target/node-crawler
GO_CRAWLER=$ROOT/bench/target/go/crawler
ANEW=
PIDS_TOLD=

missing() { # missing NAME REASON
    echo "# $1 not measured: $2"
}

# The pages are served on the client's core.
start_pages() {
    server_core=$SERVER_CORE
    SERVER_CORE=$CLIENT_CORE
    page_kb=32
    [ -z "${DATA:-}" ] || page_kb=512
    # shellcheck disable=SC2086
    start_server pages "$JAVA" $FLAGS_NEEDED -XX:+UseSerialGC -Xmx$((128 + ${PAGES:-1000} * page_kb / 1000))m \
        -cp "$BENCH_JAR" io.riptide.bench.load.PageServer --port 0 --pages "${PAGES:-1000}" ${DATA:+--data "$DATA"}
    SERVER_CORE=$server_core
    SITE=$SERVER_URL
    PIDS_TOLD=site=$SERVER_PID
}

# Once for both of its rows.
start_crawling_riptide() {
    if [ -z "${RIPTIDE_URL:-}" ]; then
        need_riptide
        flags=$SERVER_FLAGS
        if [ -n "${PROFILE:-}" ]; then
            library=$(echo "$ROOT"/bench/target/async-profiler/*/libasyncProfiler.so)
            [ -f "$library" ] || die "no profiler: run perf-scripts/profile.sh once"
            SERVER_FLAGS="$SERVER_FLAGS -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints \
-agentpath:$library=start,event=cpu,file=$PROFILE"
        fi
        start_riptide --set crawl.allow-private=true --set crawl.per-host-max=64 --set crawl.concurrency-max=64
        SERVER_FLAGS=$flags
    fi
    PIDS_TOLD=$PIDS_TOLD,$1=$RIPTIDE_PID
}

start_unindexed_riptide() {
    need_riptide
    indexed_pid=${RIPTIDE_PID:-}
    indexed_url=${RIPTIDE_URL:-}
    start_riptide --set crawl.allow-private=true --set crawl.per-host-max=64 --set crawl.concurrency-max=64 \
        --set search.index=false
    UNINDEXED_URL=$RIPTIDE_URL
    PIDS_TOLD=$PIDS_TOLD,unindexed=$RIPTIDE_PID
    RIPTIDE_PID=$indexed_pid
    RIPTIDE_URL=$indexed_url
}

prepare_go() {
    command -v go >/dev/null || { missing go "no go here"; return 1; }
    mkdir -p "${GO_CRAWLER%/*}"
    GO111MODULE=off GOFLAGS='' GOPATH=/usr/share/gocode GOCACHE="${GO_CRAWLER%/*}/cache" go build -o "$GO_CRAWLER" \
        "$ROOT/bench/src/main/go/crawler.go" >"${GO_CRAWLER%/*}/build.log" 2>&1 || {
        missing go "it does not build: see ${GO_CRAWLER%/*}/build.log"
        return 1
    }
}

prepare_node_crawler() {
    command -v node >/dev/null || { missing node "no node here"; return 1; }
    if ! grep -qs "\"version\": \"$UNDICI_VERSION\"" "$NODE_CRAWLER/node_modules/undici/package.json" ||
        ! grep -qs "\"version\": \"$CHEERIO_VERSION\"" "$NODE_CRAWLER/node_modules/cheerio/package.json"; then
        mkdir -p "$NODE_CRAWLER"
        npm install --prefix "$NODE_CRAWLER" --no-save --no-audit --no-fund --ignore-scripts \
            "undici@$UNDICI_VERSION" "cheerio@$CHEERIO_VERSION" >"$NODE_CRAWLER/npm.log" 2>&1 || {
            missing node "npm could not fetch undici and cheerio: see $NODE_CRAWLER/npm.log"
            return 1
        }
    fi
    cp "$ROOT/bench/src/main/node/crawler.mjs" "$NODE_CRAWLER/"
}

# The first Python that has Scrapy.
prepare_scrapy() {
    for python in python3 /usr/bin/python3; do
        if "$python" -c 'import scrapy' 2>/dev/null; then
            PYTHON=$python
            return 0
        fi
    done
    missing scrapy "no Python here has it"
    return 1
}

versions() {
    for jar in jsoup netty-common; do
        for file in "$ROOT/bench/target/lib/$jar"-[0-9]*.jar; do
            file=${file##*/}
            echo "# with    ${file%.jar}"
        done
    done
    command -v go >/dev/null && echo "# with    $(go version)"
    command -v node >/dev/null && echo "# with    node $(node --version), undici $UNDICI_VERSION, cheerio $CHEERIO_VERSION"
    [ -z "${PYTHON:-}" ] || "$PYTHON" -c 'import scrapy, platform
print("# with    scrapy", scrapy.__version__, "python", platform.python_version())'
}

prepare crawl
need_bench
describe "crawl of ${PAGES:-1000} pages"
# Names are words on purpose.
# shellcheck disable=SC2086
[ "$#" -gt 0 ] || set -- $ALL
case "${AOT:-off} $*" in
    on*riptide* | on*markdown* | on*unindexed*) need_riptide && train_riptide ;;
esac
start_pages
names=$*
set --
pinned="taskset -c $SERVER_CORE"
for crawler in $names; do
    case $crawler in
        riptide)
            start_crawling_riptide riptide
            set -- "$@" "riptide=$RIPTIDE_URL"
            ;;
        markdown)
            start_crawling_riptide markdown
            set -- "$@" "markdown=$RIPTIDE_URL/?formats=text,links,markdown"
            ;;
        unindexed)
            start_unindexed_riptide
            set -- "$@" "unindexed=$UNINDEXED_URL"
            ;;
        go) prepare_go && set -- "$@" "go=$pinned $GO_CRAWLER" ;;
        jsoup) set -- "$@" "jsoup=$pinned $JAVA $SERVER_FLAGS -cp $BENCH_JAR io.riptide.bench.baseline.JsoupCrawler" ;;
        node) prepare_node_crawler && set -- "$@" "node=$pinned node $NODE_CRAWLER/crawler.mjs" ;;
        scrapy)
            if prepare_scrapy; then
                ANEW=scrapy
                set -- "$@" "scrapy=$pinned $PYTHON $ROOT/bench/src/main/python/crawler.py"
            fi
            ;;
        *) die "no crawler is called $crawler; there are $ALL unindexed" ;;
    esac
done
versions
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) before"
probe CrawlProbe --site "$SITE" --pages "${PAGES:-1000}" --rounds "${ROUNDS:-3}" --warmup "${WARMUP:-8}" \
    --anew "$ANEW" --real "$([ -n "${DATA:-}" ] && echo true || echo false)" --pids "$PIDS_TOLD" --json "$OUT/crawl.json" "$@" || failed=1
echo "# load    $(cut -d ' ' -f 1-3 /proc/loadavg) after"
exit "${failed:-0}"
