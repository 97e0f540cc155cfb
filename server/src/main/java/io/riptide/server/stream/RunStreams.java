package io.riptide.server.stream;

import io.netty.buffer.ByteBuf;
import io.riptide.engine.AnyThread;
import io.riptide.engine.log.CursorId;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunRefusedException;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.RunSnapshot;
import io.riptide.engine.run.RunSpec;
import io.riptide.engine.run.RunState;
import io.riptide.engine.run.StepSource;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.AcceptEncoding;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.protocol.http.Response;
import io.riptide.protocol.stream.ContentCoding;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamListener;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.stream.Transfer;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.request.RequestContext;
import io.riptide.server.request.UuidV7;
import io.riptide.server.route.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accepts work and streams its events.
///
/// ```
/// Work ─open─► Run ─attach─► cursor ─► StreamWriter ─head + first event, one write─► socket ─► Run.start
/// ```
///
/// Work in steps starts before that write and takes its first step, and its turns on the same event loop.
///
/// - **Threading:** on the event loop of the connection, but for [#open].
@OnEventLoop
public final class RunStreams {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int NO_CONTENT = 204;
    private static final ContentCoding IDENTITY = new ContentCoding.Identity();

    private final RunRegistry runs;
    private final StreamConfig config;
    private final StreamMetrics metrics;
    private final StreamLog log;
    private final LiveStreams live = new LiveStreams();
    private final SlowFirstByte slowFirstByte;
    private final RunsByEpoch byEpoch;
    private final ContentCoding gzip;

    /// Streams of the runs in `runs`, which warn when a first byte takes more than `firstByteNsMax`.
    public RunStreams(
            RunRegistry runs, StreamConfig config, StreamMetrics metrics, StreamLog log, long firstByteNsMax) {
        this.runs = runs;
        this.config = config;
        this.metrics = metrics;
        this.log = log;
        this.slowFirstByte = new SlowFirstByte(firstByteNsMax);
        this.byEpoch = new RunsByEpoch(runs);
        this.gzip = config.gzip() ? new ContentCoding.Gzip(config.gzipLevel()) : IDENTITY;
    }

    /// What streams of this server share.
    public StreamConfig config() {
        return config;
    }

    /// The streams that go on.
    public LiveStreams live() {
        return live;
    }

    /// Whether the server takes no more work and ends what it has.
    public boolean isDraining() {
        return runs.isDraining();
    }

    /// The run of this name, if its events are still held.
    public Optional<Run> find(String runId) {
        return runs.find(runId);
    }

    /// What a client is told that asks for a run whose events are not held.
    public Problem unknown(String runId) {
        return Problem.notFound(
                runs.describe(runId).isPresent()
                        ? "run " + runId + " has ended and its events are no longer held"
                        : "no run " + runId + " is known");
    }

    /// Takes `work` in under a new name; nothing works yet.
    @AnyThread
    public Run open(Work work, RequestContext request, StreamTransport transport) throws RefusedException {
        Optional<Problem> refusal = work.refusal();
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
        try {
            return accept(work, request, transport);
        } catch (RunRefusedException e) {
            throw new RefusedException(problem(e));
        }
    }

    private Run accept(Work work, RequestContext request, StreamTransport transport) throws RunRefusedException {
        String runId = UuidV7.next();
        Delivery delivery = work.delivery();
        Run run = runs.open(new RunSpec(
                runId,
                work.kind(),
                request.client(),
                work.source(new StreamIdentity(runId, request, transport)),
                delivery.onDisconnect(),
                delivery.grace(),
                work.deadline(),
                delivery.retainedBytes(config)));
        if (transport == StreamTransport.SSE) {
            byEpoch.add(run);
        }
        return run;
    }

    /// Answers `request` with the events of `work`, or of the run that was accepted for it before.
    public void stream(Request request, Work work, StreamTransport transport) {
        if (request.exchange().isHeadOnly()) {
            answerHead(request, transport);
            return;
        }
        Optional<String> lastEventId = lastEventId(request, transport);
        if (lastEventId.isPresent()) {
            goOn(request, work, lastEventId.get());
            return;
        }
        Run run;
        try {
            run = open(work, request.context(), transport);
        } catch (RefusedException e) {
            request.problem(e.problem());
            return;
        }
        StreamWriter writer = begin(run, work.delivery(), outlet(request, transport, run.id()));
        request.exchange().onInputClosed(writer::probe);
    }

    /// Answers a client that lost its connection to work of this kind and asks for it again, as an
    /// `EventSource` does by itself: it goes on in the run it was in. Where that cannot be, nothing begins
    /// anew, for a client that comes back every few seconds would set the same work going every few seconds.
    ///
    /// - **Source:** WHATWG HTML, 9.2.3: any status but 200 ends an `EventSource`.
    private void goOn(Request request, Work work, String lastEventId) {
        if (!CursorId.isWellFormed(lastEventId)) {
            Fault fault = new Fault(LAST_EVENT_ID, LAST_EVENT_ID + " must be the id of an event");
            request.problem(Problem.invalid(List.of(fault)));
            return;
        }
        Optional<RunSnapshot> known =
                byEpoch.find(lastEventId).filter(run -> run.kind().equals(work.kind()));
        if (known.isEmpty()) {
            request.problem(Problem.notFound("no " + work.kind() + " is known that told of the event " + lastEventId
                    + "; ask without " + LAST_EVENT_ID + " to begin anew"));
            return;
        }
        String runId = known.get().id();
        if (isLast(known.get(), lastEventId)) {
            request.empty(NO_CONTENT, Map.of("X-Run-ID", runId));
            return;
        }
        Since since = new Since.Cursor(lastEventId);
        Optional<Run> held = runs.find(runId);
        if (held.isEmpty() || !attach(request, held.get(), work.delivery(), StreamTransport.SSE, since)) {
            request.problem(unknown(runId));
        }
    }

    /// Ends the `EventSource` that has seen the last event of `run` and comes back all the same, as they do at
    /// the end of every answer. False when there is more to tell, and then nothing was answered.
    public boolean endsReturn(Request request, Run run, StreamTransport transport) {
        boolean isOver = lastEventId(request, transport)
                .filter(id -> isLast(run.snapshot(), id))
                .isPresent();
        if (isOver) {
            request.empty(NO_CONTENT, Map.of("X-Run-ID", run.id()));
        }
        return isOver;
    }

    private static Optional<String> lastEventId(Request request, StreamTransport transport) {
        return transport == StreamTransport.SSE ? request.head().header("last-event-id") : Optional.empty();
    }

    private static boolean isLast(RunSnapshot run, String eventId) {
        return run.state() == RunState.CLOSED && eventId.equals(run.epoch() + '-' + (run.events() - 1));
    }

    /// Answers `request` with the events of something that others may view as well, from `since` on. False when
    /// they are no longer held, and then nothing was answered.
    public boolean attach(Request request, Viewable viewed, Delivery delivery, StreamTransport transport, Since since) {
        return attach(request, viewed, delivery, transport, StreamStart.of(since, viewed.log()), viewed.id());
    }

    /// As above, from `start` on; the client knows the stream by `runId`.
    public boolean attach(
            Request request,
            Viewable viewed,
            Delivery delivery,
            StreamTransport transport,
            StreamStart start,
            String runId) {
        if (request.exchange().isHeadOnly()) {
            answerHead(request, transport);
            return true;
        }
        StreamWriter writer = attach(viewed, delivery, start, outlet(request, transport, runId));
        if (writer == null) {
            return false;
        }
        request.exchange().onInputClosed(writer::probe);
        return true;
    }

    /// Streams the events of `viewed` from `start` on; nothing when they are no longer held.
    public @Nullable StreamWriter attach(Viewable viewed, Delivery delivery, StreamStart start, Outlet outlet) {
        return open(viewed, delivery, start, outlet, true, null);
    }

    private @Nullable StreamWriter open(
            Viewable viewed,
            Delivery delivery,
            StreamStart start,
            Outlet outlet,
            boolean hasOtherViewers,
            @Nullable Run stepped) {
        Outlet opened = outlet.with(start.before(outlet.framing()));
        StreamTransport transport = outlet.transport();
        Viewer viewer = new Viewer(viewed, opened.begun());
        StreamWriter writer = opened.channel()
                .newStream(opened.framing(), opened.transfer(), opened.context().receivedNs(), viewer);
        writer.code(opened.coding());
        LogCursor cursor = viewed.attach(
                start.offset(), delivery.policy(), delivery.window(transport.window(config), config), writer::wake);
        if (cursor == null) {
            return null;
        }
        viewer.cursor = cursor;
        metrics.started(transport).increment();
        writer.adapt(
                delivery.strategy(cursor.window().events(), config),
                delivery.windowPromised(transport.window(config), config),
                delivery.windowCeiling(config));
        viewer.live = live.began(viewed, delivery, viewer.outlet, writer);
        writer.batch(delivery.batching());
        if (hasOtherViewers) {
            writer.share();
        }
        if (viewed.outlivesViewers()) {
            writer.inviteBack();
        }
        if (stepped != null) {
            // What its first step makes leaves with the head. Other work comes after that write: it may take long.
            stepped.start(opened.channel().turns());
        }
        int heartbeatMs = transport == StreamTransport.WEBSOCKET ? 0 : delivery.heartbeatMs();
        writer.start(cursor, viewed.log(), heartbeatMs, opened.head());
        return writer;
    }

    /// Streams the events of `run` from `since` on.
    public StreamWriter resume(Run run, Delivery delivery, Since since, Outlet outlet) throws RefusedException {
        StreamWriter writer = attach(run, delivery, StreamStart.of(since, run.log()), outlet);
        if (writer == null) {
            throw new RefusedException(unknown(run.id()));
        }
        return writer;
    }

    /// Streams `run` from its first event on and sets it to work.
    public StreamWriter begin(Run run, Delivery delivery, Outlet outlet) {
        boolean worksInSteps = run.spec().source() instanceof StepSource;
        StreamWriter writer =
                open(run, delivery, new StreamStart(0, Optional.empty()), outlet, false, worksInSteps ? run : null);
        assert writer != null : "a run that has not started cannot have been released";
        if (!worksInSteps) {
            run.start();
        }
        return writer;
    }

    private Outlet outlet(Request request, StreamTransport transport, String runId) {
        HttpExchange exchange = request.exchange();
        ContentCoding coding = coding(request);
        return new Outlet(
                transport,
                request.streams(),
                transport.framing(),
                transfer(request),
                coding,
                request.context(),
                end -> ended(exchange, end),
                out -> exchange.encodeStreamHead(
                        out, head(request, transport, coding).field("X-Run-ID", runId)));
    }

    private static Problem problem(RunRefusedException refusal) {
        String detail = String.valueOf(refusal.getMessage());
        return switch (refusal.bound()) {
            case CLIENT_RUNS -> Problem.tooMany(detail);
            case MEMORY, RUNS, DRAINING -> Problem.unavailable(detail);
        };
    }

    /// Answers `request` with the head of a stream alone: nobody asked for events, so nothing is set to work.
    public void answerHead(Request request, StreamTransport transport) {
        HttpExchange exchange = request.exchange();
        Response head = head(request, transport, coding(request));
        ByteBuf out = exchange.context().alloc().directBuffer();
        exchange.encodeStreamHead(out, head);
        exchange.context().writeAndFlush(out, exchange.context().voidPromise());
        exchange.streamEnded();
    }

    private static Response head(Request request, StreamTransport transport, ContentCoding coding) {
        Response head = request.streamHead(transport.contentType())
                .field("Cache-Control", "no-cache, no-transform")
                .field("X-Accel-Buffering", "no")
                .field("Vary", "Accept-Encoding")
                .field("Server-Timing", ServerTiming.accept(request.context().receivedNs()));
        return switch (coding) {
            case ContentCoding.Identity _ -> head;
            case ContentCoding.Gzip _ -> head.field("Content-Encoding", "gzip");
        };
    }

    /// Gzip when it is on and the client takes it; a client that says nothing of it gets the content as it is.
    private ContentCoding coding(Request request) {
        if (gzip instanceof ContentCoding.Identity) {
            return gzip;
        }
        boolean isWanted = request.head()
                .header("accept-encoding")
                .map(AcceptEncoding::parse)
                .filter(AcceptEncoding::prefersGzip)
                .isPresent();
        return isWanted ? gzip : IDENTITY;
    }

    private static Transfer transfer(Request request) {
        return request.head().versionMinor() > 0 ? Transfer.CHUNKED : Transfer.RAW;
    }

    private static void ended(HttpExchange exchange, StreamEnd end) {
        switch (end) {
            case COMPLETED -> exchange.streamEnded();
            case OVERRUN -> {
                exchange.endConnection();
                exchange.streamEnded();
            }
            case EXPIRED, STALLED -> exchange.abort();
            case STOPPED, CHANNEL_CLOSED -> {}
        }
    }

    /// Lets what is viewed know when a stream of it is over.
    private final class Viewer implements StreamListener {
        private final Viewable viewed;
        private final Outlet outlet;
        private @Nullable LogCursor cursor;
        private @Nullable LiveStream live;
        private boolean isSlow;
        private long ttfbNs;

        Viewer(Viewable viewed, Outlet outlet) {
            this.viewed = viewed;
            this.outlet = outlet;
        }

        @Override
        public void onFirstByte(long measuredNs) {
            ttfbNs = measuredNs;
            metrics.firstBytes(outlet.transport()).record(measuredNs);
            slowFirstByte.look(measuredNs, outlet.transport(), viewed.id());
        }

        @Override
        public void onSlow(boolean hasBecome) {
            isSlow = hasBecome;
            (hasBecome ? metrics.slowed() : metrics.caughtUp()).increment();
            log.slow(viewed, outlet, hasBecome);
        }

        @Override
        public void onEnd(StreamEnd end) {
            metrics.ended(end).increment();
            if (isSlow) {
                metrics.caughtUp().increment();
            }
            LogCursor opened = cursor;
            assert opened != null && live != null;
            live.end();
            RequestContext context = outlet.context();
            long durationNs = System.nanoTime() - context.receivedNs();
            log.ended(viewed, context.client(), outlet.transport(), end, opened, ttfbNs, durationNs);
            viewed.detach(opened);
            outlet.onEnd().accept(end);
        }
    }
}
