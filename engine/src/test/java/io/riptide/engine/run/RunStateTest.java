package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunStateTest {
    @Test
    void onlyTheDrawnTransitionsAreAllowed() {
        Map<RunState, Set<RunState>> drawn = Map.of(
                RunState.INITIALIZING, EnumSet.of(RunState.ACTIVE, RunState.FAILED, RunState.CLOSING),
                RunState.ACTIVE, EnumSet.of(RunState.FLUSHING, RunState.FAILED, RunState.CLOSING),
                RunState.FLUSHING, EnumSet.of(RunState.ACTIVE, RunState.FAILED, RunState.CLOSING),
                RunState.FAILED, EnumSet.of(RunState.CLOSING),
                RunState.CLOSING, EnumSet.of(RunState.CLOSED),
                RunState.CLOSED, EnumSet.noneOf(RunState.class));
        for (RunState from : RunState.values()) {
            for (RunState to : RunState.values()) {
                boolean isDrawn = drawn.getOrDefault(from, Set.of()).contains(to);
                assertThat(from.allows(to)).as(from + " to " + to).isEqualTo(isDrawn);
            }
        }
    }
}
