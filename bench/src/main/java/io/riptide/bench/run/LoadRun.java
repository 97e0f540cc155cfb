package io.riptide.bench.run;

import io.riptide.bench.load.Fairness;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs one plan: starts the workers, lets standing streams open, looks every second, adds up.
///
/// - **Threading:** [#run] on a thread of the caller's, which is also the listener's; [#stop] on any.
/// - **Bounds:** a thread for each of the plan's, one more for a publisher; memory of about 1 MB a thread and
///   kind of request, and some kilobytes a connection.
/// - **Failure:** what goes wrong with streams is counted in the report, never thrown.
public final class LoadRun {
    private static final long OPENING_MS_MAX = 30_000;
    private static final long OPENING_LOOK_MS = 20;

    private final LoadPlan plan;
    private final LoadListener listener;
    private final LoadClock clock = new LoadClock();
    private final ErrorCounts errors = new ErrorCounts();
    private final List<LoadWorker> workers = new ArrayList<>();
    private final CountDownLatch done;

    /// A run that may be [run][#run] once.
    public LoadRun(LoadPlan plan, LoadListener listener) {
        this.plan = plan;
        this.listener = listener;
        this.done = new CountDownLatch(plan.threads());
    }

    /// Ends it now; what was measured by then is reported.
    public void stop() {
        clock.stop();
    }

    /// Puts the load on the server and returns when it is over.
    public LoadReport run() throws InterruptedException {
        Publishing publishing = plan.publishing()
                .orElseGet(() -> new Publishing(plan.asks().getFirst().target(), "", new Pattern.Steady(1), 0));
        TopicPublisher publisher = new TopicPublisher(publishing, clock, errors);
        for (int i = 0; i < plan.threads(); i++) {
            workers.add(new LoadWorker(plan, i, clock, errors, publisher));
        }
        LoadSampler sampler = new LoadSampler(plan, clock, workers, errors, listener);
        List<Thread> threads = new ArrayList<>();
        for (LoadWorker worker : workers) {
            threads.add(start("load-" + threads.size(), () -> {
                worker.run();
                done.countDown();
            }));
        }
        try {
            awaitOpen();
            if (!clock.isStopped()) {
                clock.begin(plan.warmup(), plan.duration());
                // Without a warm-up, what is measured begins here.
                sampler.sample(false);
            }
            if (plan.publishing().isPresent()) {
                threads.add(start("load-publisher", publisher));
            }
            boolean isOver = false;
            while (!isOver) {
                isOver = done.await(sampler.untilNextNs(), TimeUnit.NANOSECONDS);
                sampler.sample(isOver);
            }
        } catch (InterruptedException e) {
            stop();
            throw e;
        } finally {
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return report(sampler, publisher);
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /// Streams that stand are measured once all have begun, or have failed to.
    private void awaitOpen() throws InterruptedException {
        if (!(plan.arrival() instanceof Arrival.Standing)) {
            return;
        }
        long wanted = (long) plan.connections() + plan.stopped();
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OPENING_MS_MAX);
        long settled = 0;
        while (settled < wanted && System.nanoTime() < untilNs && !clock.isStopped()) {
            if (done.await(OPENING_LOOK_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
            settled = workers.stream()
                    .mapToLong(worker -> worker.counters().settled.get())
                    .sum();
            listener.opening(plan, settled);
        }
    }

    private LoadReport report(LoadSampler sampler, TopicPublisher publisher) {
        boolean stands =
                plan.arrival() instanceof Arrival.Standing && plan.publishing().isEmpty();
        long[] events = workers.stream()
                .flatMap(worker -> worker.lanes().stream())
                .filter(lane -> !lane.stops())
                .mapToLong(Lane::measuredEvents)
                .toArray();
        LoadSampler.Totals totals = sampler.totals();
        return new LoadReport(
                plan,
                Instant.ofEpochMilli(sampler.beganAtMs()),
                sampler.measuredSeconds(),
                totals.events(),
                totals.bytes(),
                totals.answers(),
                publisher.last() + 1,
                totals.dropped(),
                totals.unfetched(),
                stands && totals.events() > 0 ? Fairness.of(events).ratio() : 1,
                sampler.clientCores(),
                sampler.series(),
                sampler.timeline(),
                errors.list(),
                sampler.serverUse(),
                !clock.isStopped());
    }

    /// A server's process as far as it can be looked at.
    static Optional<ServerProcess.Sample> sample(@Nullable ServerProcess process) {
        if (process == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(process.sample());
        } catch (IOException _) {
            // It has ended, which the streams tell as well.
            return Optional.empty();
        }
    }
}
