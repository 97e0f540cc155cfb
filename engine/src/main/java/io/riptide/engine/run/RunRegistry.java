package io.riptide.engine.run;

import io.riptide.engine.AnyThread;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All runs of a node, their limits and their keeping.
///
/// - **Threading:** any thread; [#keepHouse] is for one housekeeping thread.
/// - **Bounds:** those of [RunLimits].
/// - **Failure:** [RunRefusedException] names the bound that was reached.
@AnyThread
public final class RunRegistry {
    private final SegmentPool pool;
    private final ByteBudget node;
    private final RunLimits limits;
    private final Counters counters;
    private final ConcurrentHashMap<String, Run> runs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Client> clients = new ConcurrentHashMap<>();
    private final AtomicInteger runCount = new AtomicInteger();

    /// Guarded by itself; a run goes from `runs` to here under that guard, so that it is always in one of them.
    private final ArrayDeque<RunSnapshot> finished = new ArrayDeque<>();

    private volatile Consumer<BooleanSupplier> otherShedding = _ -> {};
    private volatile boolean isDraining;

    /// A registry whose runs take their memory from `pool` on budgets below `node`.
    public RunRegistry(SegmentPool pool, ByteBudget node, RunLimits limits, Counters counters) {
        this.pool = pool;
        this.node = node;
        this.limits = limits;
        this.counters = counters;
    }

    /// Takes a run in and writes its first event. It neither works nor is viewed yet.
    public Run open(RunSpec spec) throws RunRefusedException {
        if (isDraining) {
            throw draining();
        }
        if (node.isAbove(limits.refuseAbovePercent())) {
            throw new RunRefusedException(RunRefusedException.Bound.MEMORY, "the server's stream memory is used up");
        }
        if (runCount.incrementAndGet() > limits.runsMax()) {
            runCount.decrementAndGet();
            throw new RunRefusedException(
                    RunRefusedException.Bound.RUNS, "the server has " + limits.runsMax() + " runs already");
        }
        Client client = enter(spec.client());
        if (client == null) {
            runCount.decrementAndGet();
            throw new RunRefusedException(
                    RunRefusedException.Bound.CLIENT_RUNS,
                    "this client has " + limits.runsPerClientMax() + " runs already");
        }
        ByteBudget budget = client.budget.child(spec.id(), limits.runBytesMax());
        Retention retention = Retention.ofBytes(spec.retainedBytesMax());
        EventLog log = new EventLog(pool, budget, retention, limits.eventBytesMax());
        Run run = new Run(spec, log, counters, this::leave);
        if (!run.open()) {
            throw new RunRefusedException(RunRefusedException.Bound.MEMORY, "the server's stream memory is used up");
        }
        // Only now may others end it, for until here this thread is the log's appender.
        Run other = runs.putIfAbsent(spec.id(), run);
        assert other == null : spec.id();
        if (isDraining) {
            // Either the drain that has begun meanwhile saw this run, or we see that it has begun.
            run.abandon();
            throw draining();
        }
        return run;
    }

    private static RunRefusedException draining() {
        return new RunRefusedException(RunRefusedException.Bound.DRAINING, "the server is shutting down");
    }

    /// Forgets a run that was opened but will not be started.
    public void abandon(Run run) {
        run.abandon();
    }

    /// The run of this name, if its events are still held.
    public Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /// The run of this name as it is or was, if it is still known.
    public Optional<RunSnapshot> describe(String id) {
        Run run = runs.get(id);
        if (run != null) {
            return Optional.of(run.snapshot());
        }
        synchronized (finished) {
            return finished.stream()
                    .filter(snapshot -> snapshot.id().equals(id))
                    .findFirst();
        }
    }

    /// Every run that is still known, those that were released first.
    public List<RunSnapshot> list() {
        List<RunSnapshot> all;
        synchronized (finished) {
            all = new ArrayList<>(finished);
            for (Run run : runs.values()) {
                all.add(run.snapshot());
            }
        }
        return all;
    }

    /// Runs whose memory is held now.
    public int size() {
        return runCount.get();
    }

    /// Ends what is due, see [Run#end].
    public void keepHouse(long nowNs) {
        for (Run run : runs.values()) {
            run.keepHouse(nowNs, limits.retain().toNanos());
        }
        if (isMemoryShort()) {
            shed();
        }
    }

    /// Has `other` give memory back, too, before any run is ended for it. It is called by [#keepHouse] and is
    /// passed the question whether memory is still short.
    public void shedWith(Consumer<BooleanSupplier> other) {
        otherShedding = other;
    }

    /// Gives memory back at the cost of those who agreed to lose something: first what they have not read and
    /// what is kept of finished runs, then what others give, then the largest run of them as a whole, one a
    /// call.
    private void shed() {
        for (Run run : runs.values()) {
            run.shedHistory();
        }
        otherShedding.accept(this::isMemoryShort);
        if (isMemoryShort()) {
            endLargest();
        }
    }

    private boolean isMemoryShort() {
        return node.isAbove(limits.shedAbovePercent());
    }

    private void endLargest() {
        runs.values().stream()
                .filter(Run::maySuffer)
                .max(Comparator.comparingLong(run -> run.log().reservedBytes()))
                .ifPresent(run -> run.end(new RunOutcome.Failed(
                        new RunFailure.Overload("the server's stream memory is used up, and this stream may drop"))));
    }

    /// Takes nothing new and ends everything that works.
    public void drain() {
        isDraining = true;
        for (Run run : runs.values()) {
            run.end(new RunOutcome.Shutdown());
        }
    }

    /// Whether [#drain] was called.
    public boolean isDraining() {
        return isDraining;
    }

    private void leave(Run run) {
        RunSnapshot last = run.snapshot();
        synchronized (finished) {
            // One that was refused at its first event is not known to anybody.
            if (runs.remove(run.id(), run)) {
                finished.addLast(last);
                if (finished.size() > limits.finishedMax()) {
                    finished.removeFirst();
                }
            }
        }
        exit(run.spec().client());
        runCount.decrementAndGet();
    }

    private @Nullable Client enter(String name) {
        Client[] entered = {null};
        clients.compute(name, (_, known) -> {
            Client client = known == null ? new Client(node.child(name, limits.clientBytesMax())) : known;
            if (client.runs < limits.runsPerClientMax()) {
                client.runs++;
                entered[0] = client;
            }
            return client;
        });
        return entered[0];
    }

    private void exit(String name) {
        clients.computeIfPresent(name, (_, client) -> --client.runs == 0 ? null : client);
    }

    /// A client's share of the node; the count changes only inside `compute`.
    private static final class Client {
        private final ByteBudget budget;
        private int runs;

        Client(ByteBudget budget) {
            this.budget = budget;
        }
    }
}
