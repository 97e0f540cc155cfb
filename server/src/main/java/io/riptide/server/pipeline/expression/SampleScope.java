package io.riptide.server.pipeline.expression;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.jexl3.JexlContext;
import org.jspecify.annotations.Nullable;

/// What an expression of samples knows at one sample.
final class SampleScope implements JexlContext {
    /// The channel's own sample.
    static final String OWN = "x";

    /// Names that are not those of channels.
    static final Set<String> KNOWN = Set.of(OWN, "t", "n", "pi", "e");

    /// Of those, the ones that go on from frame to frame.
    static final Set<String> COUNTED = Set.of("t", "n");

    private final Map<String, double[]> channels = new HashMap<>();
    private double[] own = {};
    private double sampleRate = 1;
    private double number;
    private int index;

    /// Samples a second.
    void setSampleRate(double hz) {
        sampleRate = hz;
    }

    /// Has `x` be of `samples`.
    void setOwn(double[] samples) {
        own = samples;
    }

    /// Has `name` be of `samples`.
    void put(String name, double[] samples) {
        channels.put(name, samples);
    }

    /// Goes to the sample at `place` of its frame, the `sinceFirst`-th of all.
    void moveTo(int place, double sinceFirst) {
        index = place;
        number = sinceFirst;
    }

    @Override
    public @Nullable Object get(String name) {
        return switch (name) {
            case OWN -> own[index];
            case "n" -> number;
            case "t" -> number / sampleRate;
            case "pi" -> Math.PI;
            case "e" -> Math.E;
            default -> {
                double[] samples = channels.get(name);
                yield samples == null ? null : samples[index];
            }
        };
    }

    /// The library asks whether a name that is called is a variable; none is.
    @Override
    public boolean has(String name) {
        return false;
    }

    @Override
    public void set(String name, @Nullable Object value) {
        throw new UnsupportedOperationException(name);
    }
}
