package io.riptide.server.stream;

import io.netty.channel.EventLoop;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.run.Run;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Accepts work and answers with one document when it is done.
///
/// The events are read from the run's log like any stream's, by a virtual thread, so that the run is held to
/// the same bounds. A client that goes leaves the run as one of a stream does: what becomes of it is the
/// delivery's to say.
///
/// - **Threading:** on the event loop of the connection.
/// - **Bounds:** `bytesMax` of results for each document; beyond it the work is cancelled and the client told
///   to stream.
@OnEventLoop
public final class RunDocuments {
    private static final int EVENTS_PER_POLL = 256;

    private final RunStreams streams;
    private final long bytesMax;

    /// Documents with at most `bytesMax` of results.
    public RunDocuments(RunStreams streams, long bytesMax) {
        this.streams = streams;
        this.bytesMax = bytesMax;
    }

    /// Answers `request` with the results of `work`.
    public void answer(Request request, Work work) {
        Run run;
        try {
            run = streams.open(work, request.context(), StreamTransport.NDJSON);
        } catch (RefusedException e) {
            request.problem(e.problem());
            return;
        }
        HttpExchange exchange = request.exchange();
        EventLoop loop = exchange.channel().eventLoop();
        AtomicBoolean isDeserted = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().name("document").unstarted(() -> {
            Runnable answer = collect(request, run, isDeserted);
            loop.execute(answer);
        });
        exchange.onAbort(() -> {
            isDeserted.set(true);
            LockSupport.unpark(reader);
        });
        reader.start();
        exchange.onInputClosed(exchange::probe);
    }

    private Runnable collect(Request request, Run run, AtomicBoolean isDeserted) {
        RunDocument document = new RunDocument(bytesMax);
        Thread reader = Thread.currentThread();
        LogCursor cursor = run.attach(
                0,
                new DeliveryPolicy.Block(),
                Delivery.standard(streams.config()).window(streams.config().windowNdjson(), streams.config()),
                () -> LockSupport.unpark(reader));
        assert cursor != null : "a run that has not started cannot have been released";
        try {
            run.start();
            while (!cursor.isDrained() && !document.isTooLarge() && !isDeserted.get()) {
                if (cursor.poll(document, EVENTS_PER_POLL) == 0 && cursor.park() && !isDeserted.get()) {
                    LockSupport.park(document);
                }
            }
        } finally {
            run.detach(cursor);
        }
        if (isDeserted.get()) {
            return () -> {};
        }
        if (document.isTooLarge()) {
            return () -> request.problem(Problem.tooLarge("the results exceed " + bytesMax
                    + " bytes in one document; ask for a stream instead, or for fewer formats"));
        }
        Optional<Problem> failure = document.failure();
        if (failure.isPresent()) {
            return () -> request.problem(failure.get());
        }
        byte[] json = document.toJson(run.id());
        return () -> request.json(200, json);
    }
}
