# Shared by the scripts beside it; sourced, not run.
#
# One place for: JVM flags, cores, building, starting and stopping servers, and the lines that say what was measured on.
# shellcheck shell=sh

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
BENCH_JAR=$ROOT/bench/target/riptide-bench.jar
jar=${RIPTIDE_JAR:-$ROOT/server/target/riptide.jar}
java=${RIPTIDE_JAVA:-}
unset RIPTIDE_JAR RIPTIDE_JAVA # or the server, which inherits them, would take them for keys of its configuration
RIPTIDE_JAR=$jar
SERVER_CORE=${SERVER_CORE:-0}
CLIENT_CORE=${CLIENT_CORE:-1}
OUT=${OUT:-$ROOT/target/perf}

# The first JDK 25 or newer; the default java of a machine is often older.
JAVA=
for candidate in "$java" "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)" \
    /usr/lib/jvm/*/bin/java /opt/*/bin/java; do
    if [ -x "$candidate" ] && "$candidate" -version 2>&1 | grep -Eq 'version "(2[5-9]|[3-9][0-9])'; then
        JAVA=$candidate
        break
    fi
done
if [ -z "$JAVA" ]; then
    echo "no JDK 25 found: set JAVA_HOME or RIPTIDE_JAVA" >&2
    exit 1
fi

# What every JVM of ours needs, as in the parent POM's riptide.jvm.flags.
FLAGS_NEEDED="--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
--sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders"
# The same for every server on a JVM, so that the difference is the code. Override with SERVER_FLAGS.
SERVER_FLAGS=${SERVER_FLAGS:-"$FLAGS_NEEDED -XX:+UseSerialGC -Xms256m -Xmx256m -XX:+AlwaysPreTouch"}
CLIENT_FLAGS="$FLAGS_NEEDED -XX:+UseSerialGC -Xms512m -Xmx512m -XX:+AlwaysPreTouch"

WORK=
PIDS=
REPORT=

die() {
    echo "$*" >&2
    exit 1
}

# Called on every way out: stops exactly what was started here.
stop_all() {
    for pid in $PIDS; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $PIDS; do
        wait "$pid" 2>/dev/null || true
    done
    PIDS=
    if [ -n "$REPORT" ]; then
        cat "$REPORT" >&3
        REPORT=
    fi
    if [ -n "$WORK" ]; then
        rm -rf "$WORK"
        WORK=
    fi
}

# prepare NAME: makes the scratch folder and the promise to clean up; what follows on standard output is the report,
# kept in $OUT/NAME.txt and shown at the end.
prepare() {
    command -v taskset >/dev/null || die "needs taskset (util-linux)"
    command -v curl >/dev/null || die "needs curl"
    trap stop_all EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    WORK=$(mktemp -d)
    mkdir -p "$OUT"
    REPORT=$OUT/$1.txt
    exec 3>&1 >"$REPORT"
}

need_bench() {
    [ -f "$BENCH_JAR" ] || die "missing $BENCH_JAR: mvn -q -pl bench -am package -DskipTests"
}

need_riptide() {
    [ -f "$RIPTIDE_JAR" ] || die "missing $RIPTIDE_JAR: mvn -q -pl server -am package -DskipTests"
}

# The first lines of every report.
describe() {
    echo "# $1"
    echo "# date    $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    echo "# commit  $(commit)"
    echo "# machine $(uname -sr), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
    echo "# java    $("$JAVA" -version 2>&1 | sed -n '2p')"
    echo "# cores   server $SERVER_CORE, client $CLIENT_CORE"
    echo "# flags   $SERVER_FLAGS"
}

commit() {
    hash=$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)
    if [ -n "$(git -C "$ROOT" status --porcelain 2>/dev/null)" ]; then
        hash=$hash-dirty
    fi
    echo "$hash"
}

# start_server NAME COMMAND…: sets SERVER_PID and SERVER_URL once `/readyz` answers 200.
start_server() {
    name=$1
    shift
    : >"$WORK/$name.out" # looked into before the command has been started
    taskset -c "$SERVER_CORE" "$@" >"$WORK/$name.out" 2>"$WORK/$name.err" &
    SERVER_PID=$!
    PIDS="$PIDS $SERVER_PID"
    tries=0
    SERVER_URL=
    until [ -n "$SERVER_URL" ] && curl -sf -o /dev/null "$SERVER_URL/readyz"; do
        SERVER_URL=$(sed -n 's/^listening on \(http:.*\)$/\1/p' "$WORK/$name.out" | head -n 1)
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ] || ! kill -0 "$SERVER_PID" 2>/dev/null; then
            cat "$WORK/$name.out" "$WORK/$name.err" >&2
            die "$name did not become ready"
        fi
        sleep 0.1
    done
}

start_netty() {
    # Flags are words on purpose.
    # shellcheck disable=SC2086
    start_server netty "$JAVA" $SERVER_FLAGS -cp "$BENCH_JAR" io.riptide.bench.baseline.NettyServer --port 0
    NETTY_PID=$SERVER_PID
    NETTY_URL=$SERVER_URL
}

# train_riptide: has the server make the cache that bin/riptide starts it with, for $SERVER_FLAGS; sets AOT_FLAG.
AOT_FLAG=
train_riptide() {
    # shellcheck disable=SC2086
    "$JAVA" $SERVER_FLAGS -Xlog:disable -XX:AOTCacheOutput="$WORK/riptide.aot" -jar "$RIPTIDE_JAR" train \
        >"$WORK/train.out" 2>&1 || true
    [ -s "$WORK/riptide.aot" ] || { cat "$WORK/train.out" >&2; die "no AOT cache was made"; }
    AOT_FLAG=-XX:AOTCache=$WORK/riptide.aot
    echo "# cache   $(($(wc -c <"$WORK/riptide.aot") / 1048576)) MiB of classes and profiles, as bin/riptide has it"
}

# start_riptide [OPTION…]: with one event loop, or $LOOPS.
start_riptide() {
    # shellcheck disable=SC2086
    start_server riptide "$JAVA" $SERVER_FLAGS $AOT_FLAG -jar "$RIPTIDE_JAR" serve --port 0 --set bench.enabled=true \
        --set server.loops="${LOOPS:-1}" "$@"
    RIPTIDE_PID=$SERVER_PID
    RIPTIDE_URL=$SERVER_URL
}

# Node has no package manager of ours: `ws` is fetched when it is missing. Fails with the reason in NODE_MISSING.
WS_VERSION=8.18.3
NODE_HOME=$ROOT/bench/target/node

prepare_node() {
    NODE_MISSING=
    if ! command -v node >/dev/null; then
        NODE_MISSING="no node here"
        return 1
    fi
    if ! grep -qs "\"version\": \"$WS_VERSION\"" "$NODE_HOME/node_modules/ws/package.json"; then
        mkdir -p "$NODE_HOME"
        npm install --prefix "$NODE_HOME" --no-save --no-audit --no-fund --ignore-scripts "ws@$WS_VERSION" \
            >"$NODE_HOME/npm.log" 2>&1 || {
            NODE_MISSING="npm could not fetch ws $WS_VERSION: see $NODE_HOME/npm.log"
            return 1
        }
    fi
    cp "$ROOT/bench/src/main/node/server.mjs" "$NODE_HOME/"
}

# start_target NAME [OPTION…]: any of the servers that can be measured; options are riptide's. Sets SERVER_PID and
# SERVER_URL. Node must have been prepared.
start_target() {
    target=$1
    shift
    case $target in
        netty) start_netty ;;
        riptide) need_riptide && start_riptide "$@" ;;
        node) start_server node node --expose-gc "$NODE_HOME/server.mjs" --port 0 ;;
        vertx | helidon | jetty | undertow)
            # shellcheck disable=SC2086
            start_server "$target" "$JAVA" $SERVER_FLAGS -cp "$BENCH_JAR" io.riptide.bench.baseline.Opponent \
                "$target" --port 0
            ;;
        *) die "no server is called $target; there are netty riptide vertx helidon jetty undertow node" ;;
    esac
}

# add_target NAME SUFFIX [OPTION…]: starts it and adds it to TARGETS and TARGET_PIDS for the probes, its URL with SUFFIX.
add_target() {
    target=$1
    suffix=$2
    shift 2
    start_target "$target" "$@"
    TARGETS="${TARGETS:+$TARGETS }$target=$SERVER_URL$suffix"
    TARGET_PIDS="${TARGET_PIDS:+$TARGET_PIDS,}$target=$SERVER_PID"
}

# start_targets SUFFIX [OPTION…]: starts netty, and riptide with the options unless ONLY=netty; sets TARGETS and
# TARGET_PIDS for the probes, each URL with SUFFIX.
start_targets() {
    TARGETS=
    TARGET_PIDS=
    add_target netty "$1"
    if [ "${ONLY:-}" != netty ]; then
        add_target riptide "$@"
    fi
}

# hold_open COUNT URL: opens streams in which nothing happens and leaves them to `let_close`.
hold_open() {
    rm -f "$WORK/go"
    mkfifo "$WORK/go"
    # shellcheck disable=SC2086
    taskset -c "$CLIENT_CORE" "$JAVA" $CLIENT_FLAGS -cp "$BENCH_JAR" io.riptide.bench.load.IdleProbe \
        --connections "$1" "held=$2" <"$WORK/go" >"$WORK/held.out" 2>&1 &
    HOLDER=$!
    PIDS="$PIDS $HOLDER"
    exec 4>"$WORK/go"
    tries=0
    until grep -qs '^open' "$WORK/held.out"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$HOLDER" 2>/dev/null; then
            cat "$WORK/held.out" >&2
            die "the streams of $2 did not open"
        fi
        sleep 0.2
    done
    sleep 1
}

let_close() {
    exec 4>&-
    wait "$HOLDER" || true
    sleep 2
}

# probe MAIN ARGUMENTS…: runs a client on its core.
probe() {
    main=$1
    shift
    # shellcheck disable=SC2086
    taskset -c "$CLIENT_CORE" "$JAVA" $CLIENT_FLAGS "-Driptide.bench.commit=$(commit)" \
        "-Driptide.bench.flags=$SERVER_FLAGS" -cp "$BENCH_JAR" "io.riptide.bench.load.$main" "$@"
}

# The middle one of the numbers on standard input, one a line.
median() {
    sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
