package io.riptide.server.stream;

import io.netty.channel.EventLoop;
import io.riptide.engine.log.Viewable;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.StreamWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The streams that go on. Each is known to its own event loop alone; who wants to see them asks the loops.
///
/// - **Threading:** streams come and go on their loops; [#survey] blocks, so not on one.
/// - **Bounds:** an entry a stream. A survey holds at most `limit` reports a loop.
public final class LiveStreams {
    private final Map<EventLoop, LoopStreams> loops = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /// A stream begins; called on its event loop.
    @OnEventLoop
    LiveStream began(Viewable viewed, Delivery delivery, Outlet outlet, StreamWriter writer) {
        EventLoop loop = outlet.channel().channel().eventLoop();
        LoopStreams home = loops.computeIfAbsent(loop, LoopStreams::new);
        LiveStream stream = new LiveStream(ids.incrementAndGet(), home, viewed, delivery, outlet, writer);
        home.add(stream);
        return stream;
    }

    /// Asks all loops at once and waits for them for at most `timeoutMs`.
    @AnyThread
    public StreamSurvey survey(StreamFilter filter, long timeoutMs) throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        List<LoopSurvey> surveys = new ArrayList<>();
        for (LoopStreams streams : loops.values()) {
            surveys.add(new LoopSurvey(streams, filter, isOver));
        }
        surveys.forEach(LoopSurvey::start);
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            return gather(surveys, filter.limit(), endNs);
        } finally {
            isOver.set(true);
        }
    }

    private static StreamSurvey gather(List<LoopSurvey> surveys, int limit, long endNs) throws InterruptedException {
        List<StreamReport> reports = new ArrayList<>();
        List<String> unanswered = new ArrayList<>();
        long matching = 0;
        for (LoopSurvey survey : surveys) {
            try {
                LoopSurvey.Answer answer =
                        survey.answer().get(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
                reports.addAll(answer.reports());
                matching += answer.matching();
            } catch (TimeoutException _) { // it is named below
                unanswered.add(survey.loopName());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RejectedExecutionException)) {
                    throw new IllegalStateException("survey of " + survey.loopName(), e);
                }
                unanswered.add(survey.loopName());
            }
        }
        List<StreamReport> worstFirst = reports.stream()
                .sorted(Comparator.comparingLong(
                                (StreamReport report) -> -report.snapshot().waiting())
                        .thenComparingLong(StreamReport::id))
                .limit(limit)
                .toList();
        return new StreamSurvey(worstFirst, matching, surveys.size(), unanswered);
    }
}
