package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A filter of second order, one state a channel: it goes on from frame to frame, and through other parameters.
///
/// - **Source:** Robert Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients"; transposed
///   direct form II.
final class Biquad implements SampleNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withChoice("type", List.of("low_pass", "high_pass", "band_pass", "notch"), "What passes.")
            .withNumber("cutoff", 1_000, 1e-3, 5e6, "Hz", "Corner, or middle, frequency; below half the sample rate.")
            .withNumber("q", Math.sqrt(0.5), 1e-3, 1e3, "", "How narrow, or how sharp at the corner; 0.707 is flat.")
            .withNumber("sample_rate", 48_000, 1, 10e6, "Hz", "Samples a second.");

    private final Map<String, State> states = new HashMap<>();
    private double b0;
    private double b1;
    private double b2;
    private double a1;
    private double a2;

    /// What a channel's filter remembers.
    private static final class State {
        private double first;
        private double second;
    }

    Biquad(NodeConfig config) {
        configure(config);
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        if (config.number("cutoff") >= config.number("sample_rate") / 2) {
            faults.wrong("cutoff", "must be below half the sample rate of " + config.number("sample_rate") + " Hz");
        }
    }

    @Override
    public void configure(NodeConfig config) {
        double omega = 2 * Math.PI * config.number("cutoff") / config.number("sample_rate");
        double cos = Math.cos(omega);
        double alpha = Math.sin(omega) / (2 * config.number("q"));
        double a0 = 1 + alpha;
        switch (config.text("type")) {
            case "low_pass" -> feedForward((1 - cos) / 2, 1 - cos, (1 - cos) / 2, a0);
            case "high_pass" -> feedForward((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, a0);
            case "band_pass" -> feedForward(alpha, 0, -alpha, a0);
            case "notch" -> feedForward(1, -2 * cos, 1, a0);
            default -> throw new IllegalArgumentException("type=" + config.text("type"));
        }
        a1 = -2 * cos / a0;
        a2 = (1 - alpha) / a0;
    }

    private void feedForward(double first, double second, double third, double a0) {
        b0 = first / a0;
        b1 = second / a0;
        b2 = third / a0;
    }

    @Override
    public void onSamples(String channel, double[] samples, int length) {
        State state = states.get(channel);
        if (state == null) {
            state = new State();
            states.put(channel, state);
        }
        double first = state.first;
        double second = state.second;
        for (int i = 0; i < length; i++) {
            double in = samples[i];
            double out = b0 * in + first;
            first = b1 * in - a1 * out + second;
            second = b2 * in - a2 * out;
            samples[i] = out;
        }
        state.first = first;
        state.second = second;
    }
}
