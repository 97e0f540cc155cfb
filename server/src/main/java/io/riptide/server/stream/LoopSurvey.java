package io.riptide.server.stream;

import io.riptide.protocol.OnEventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Looks at the streams of one event loop, on that loop and a slice at a time: first at how much waits for
/// each, then closer at those for which most does.
///
/// - **Threading:** runs on the loop; [#start] and [#answer] are for whoever asks.
/// - **Bounds:** a task looks at [#SLICE] streams or reports [#REPORTS]; between two the loop does its other
///   work. Once nobody waits for the answer it stops.
@OnEventLoop
final class LoopSurvey implements Runnable {
    static final int SLICE = 256;

    /// Each costs a system call.
    static final int REPORTS = 64;

    /// What one loop says.
    record Answer(List<StreamReport> reports, long matching) {}

    private record Ranked(long waiting, LiveStream stream) {}

    private final LoopStreams streams;
    private final StreamFilter filter;
    private final AtomicBoolean isOver;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final PriorityQueue<Ranked> worst = new PriorityQueue<>(Comparator.comparingLong(Ranked::waiting));
    private final List<StreamReport> reports = new ArrayList<>();
    private LiveStream[] all = {};
    private int next;
    private long matching;
    private boolean hasBegun;

    LoopSurvey(LoopStreams streams, StreamFilter filter, AtomicBoolean isOver) {
        this.streams = streams;
        this.filter = filter;
        this.isOver = isOver;
    }

    /// Asks the loop.
    void start() {
        try {
            streams.loop().execute(this);
        } catch (RejectedExecutionException e) { // the server stops
            answer.completeExceptionally(e);
        }
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    String loopName() {
        return streams.name();
    }

    @Override
    public void run() {
        if (isOver.get()) {
            return;
        }
        try {
            if (!hasBegun) {
                hasBegun = true;
                all = streams.all();
            }
            if (rankSlice() || reportSlice()) {
                start();
            } else {
                answer.complete(new Answer(reports, matching));
            }
        } catch (RuntimeException e) { // the outermost frame of this task; whoever asked is told
            answer.completeExceptionally(e);
        }
    }

    /// Returns whether this was work.
    private boolean rankSlice() {
        int end = Math.min(all.length, next + SLICE);
        boolean isWork = next < end;
        for (; next < end; next++) {
            LiveStream stream = all[next];
            if (!stream.hasEnded() && filter.lets(stream)) {
                matching++;
                worst.add(new Ranked(stream.waiting(), stream));
                if (worst.size() > filter.limit()) {
                    worst.remove();
                }
            }
        }
        return isWork;
    }

    /// Returns whether more are left.
    private boolean reportSlice() {
        for (int left = REPORTS; left > 0 && !worst.isEmpty(); left--) {
            LiveStream stream = worst.remove().stream();
            if (!stream.hasEnded()) {
                reports.add(stream.report());
            }
        }
        return !worst.isEmpty();
    }
}
