package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.run.Threads;
import io.riptide.server.event.EventType;
import io.riptide.server.pipeline.json.NodeJson;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tells the client of a pipeline when others have changed it, and each so often what its nodes count.
///
/// - **Threading:** its own virtual thread, since events may have to wait for the client: who changes a pipeline
///   does not wait with them. Changes that follow each other closely are told as one.
final class PipelineReports implements Runnable {
    private final LivePipeline live;
    private final long periodNs;
    private final Events events;
    private final Thread thread;

    /// Where the reports go.
    @FunctionalInterface
    interface Events {
        /// Emits an event of these fields.
        void emit(EventType type, byte[] fields) throws InterruptedException;
    }

    /// @param periodMs how often figures are told; 0 for never
    PipelineReports(LivePipeline live, long periodMs, Events events) {
        this.live = live;
        this.periodNs = TimeUnit.MILLISECONDS.toNanos(periodMs);
        this.events = events;
        this.thread = Thread.ofVirtual().name("report-" + live.runId()).unstarted(this);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            long known = 0;
            long dueNs = System.nanoTime() + periodNs;
            while (true) {
                long changes = live.awaitChange(known, periodNs == 0 ? Long.MAX_VALUE : dueNs);
                if (changes != known) {
                    known = changes;
                    events.emit(EventType.PIPELINE, LiveJson.state(live));
                } else {
                    dueNs = System.nanoTime() + periodNs;
                    for (NodeSnapshot node : live.figures()) {
                        events.emit(EventType.NODE, NodeJson.report(node));
                    }
                }
            }
        } catch (InterruptedException e) {
            // The pipeline has ended.
        }
    }

    /// Ends it: nothing is told any more. An interrupt does not shorten that.
    void stop() {
        Threads.end(List.of(thread));
    }
}
