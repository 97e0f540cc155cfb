package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.log.CursorId;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.RunSnapshot;
import io.riptide.protocol.AnyThread;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Which run a cursor is of, for clients that come back with nothing else.
///
/// A browser's `EventSource` repeats the request that began the work and adds the id of the last event it saw.
/// That id names a log, and so a run.
///
/// - **Threading:** any thread.
/// - **Bounds:** twice the runs that are known, or [#SWEEP_MIN]; what is forgotten by the registry is forgotten
///   here when that is reached, which costs a look at every run in as many additions.
@AnyThread
final class RunsByEpoch {
    /// Entries below which nothing is looked for.
    private static final int SWEEP_MIN = 2_048;

    private final RunRegistry runs;
    private final Map<String, String> runIds = new ConcurrentHashMap<>();
    private volatile int sweepAbove = SWEEP_MIN;

    RunsByEpoch(RunRegistry runs) {
        this.runs = runs;
    }

    /// Makes `run` known by its epoch.
    void add(Run run) {
        runIds.put(new String(run.log().epoch(), US_ASCII), run.id());
        if (runIds.size() > sweepAbove) {
            sweep();
        }
    }

    /// The run that the well-formed `cursorId` is of, as it is or was, if it is still known.
    Optional<RunSnapshot> find(String cursorId) {
        return Optional.ofNullable(runIds.get(cursorId.substring(0, CursorId.EPOCH_LENGTH)))
                .flatMap(runs::describe);
    }

    /// Epochs held.
    int size() {
        return runIds.size();
    }

    /// Only what was here before the registry was asked can be missing there for good.
    private synchronized void sweep() {
        if (runIds.size() <= sweepAbove) {
            return;
        }
        Map<String, String> before = Map.copyOf(runIds);
        Set<String> known = runs.list().stream().map(RunSnapshot::id).collect(Collectors.toSet());
        before.forEach((epoch, runId) -> {
            if (!known.contains(runId)) {
                runIds.remove(epoch);
            }
        });
        sweepAbove = Math.max(SWEEP_MIN, 2 * runIds.size());
    }
}
