package io.riptide.engine.recovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Remembers what it was told.
final class RecordingListener implements RecoveryListener {
    private final List<RecoveryEvent> events = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void on(RecoveryEvent event) {
        events.add(event);
    }

    List<RecoveryEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<CircuitBreaker.State> breakerStates() {
        return events().stream()
                .map(event -> ((RecoveryEvent.BreakerChanged) event).to())
                .toList();
    }
}
