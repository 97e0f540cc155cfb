package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DegradedModeTest {
    private final RecordingListener listener = new RecordingListener();
    private final DegradedMode mode = new DegradedMode(30, listener);

    @Test
    void theFirstReasonEntersIt() {
        assertThat(mode.isDegraded()).isFalse();
        mode.set("memory", true, 0);
        mode.set("health", true, 1);
        assertThat(mode.isDegraded()).isTrue();
        assertThat(mode.reasons()).containsExactlyInAnyOrder("memory", "health");
        assertThat(listener.events()).containsExactly(new RecoveryEvent.DegradedChanged(true, Set.of("memory")));
    }

    @Test
    void itLastsForThirtySecondsAfterTheLastReason() {
        mode.set("memory", true, 0);
        mode.set("health", true, 0);
        mode.set("memory", false, 100);
        mode.keepHouse(1_000);
        mode.set("health", false, 1_000);
        mode.keepHouse(1_029);
        assertThat(mode.isDegraded()).isTrue();
        mode.keepHouse(1_030);
        assertThat(mode.isDegraded()).isFalse();
        assertThat(listener.events())
                .containsExactly(
                        new RecoveryEvent.DegradedChanged(true, Set.of("memory")),
                        new RecoveryEvent.DegradedChanged(false, Set.of()));
    }

    @Test
    void aReasonThatComesBackStartsTheTimeAnew() {
        mode.set("memory", true, 0);
        mode.set("memory", false, 10);
        mode.set("memory", true, 20);
        mode.keepHouse(45);
        mode.set("memory", false, 50);
        mode.keepHouse(79);
        assertThat(mode.isDegraded()).isTrue();
        mode.keepHouse(80);
        assertThat(mode.isDegraded()).isFalse();
        assertThat(listener.events()).hasSize(2);
    }

    @Test
    void aReasonTakenBackTwiceDoesNotProlongIt() {
        mode.set("memory", true, 0);
        mode.set("memory", false, 10);
        mode.set("memory", false, 39);
        mode.set("health", false, 40);
        assertThat(mode.isDegraded()).isFalse();
    }

    @Test
    void aReasonNobodyGaveChangesNothing() {
        mode.set("memory", false, 0);
        mode.keepHouse(1_000);
        assertThat(mode.isDegraded()).isFalse();
        assertThat(listener.events()).isEmpty();
        assertThatThrownBy(() -> new DegradedMode(-1, listener)).hasMessageContaining("leaveAfterNs=-1");
    }
}
