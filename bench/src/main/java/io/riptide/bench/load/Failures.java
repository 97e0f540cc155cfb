package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which targets could not be measured, and why. A target that has failed once is not asked again, so that the
/// others' rounds go on.
final class Failures {
    /// A round that may fail.
    interface Measurement<T> {
        T take() throws IOException;
    }

    private final Map<String, String> reasons = new LinkedHashMap<>();

    <T> Optional<T> attempt(Target target, String cell, Measurement<T> measurement) {
        return attempt(target.name(), cell, measurement);
    }

    <T> Optional<T> attempt(String name, String cell, Measurement<T> measurement) {
        if (reasons.containsKey(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(measurement.take());
        } catch (IOException e) {
            reasons.put(name, cell + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    Map<String, String> reasons() {
        return reasons;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        reasons.forEach((name, reason) ->
                text.append("FAILED ").append(name).append(", ").append(reason).append('\n'));
        return text.toString();
    }
}
