package io.riptide.server.pipeline.spectrum;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.signal.WindowShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/// Transforms real samples; frames of any length, of a power of two the fastest.
///
/// A magnitude is that of a sine of this frequency: what both halves of the spectrum share is added up, and
/// what the window takes is given back.
final class Fft implements FrameNode {
    private static final double DB_PER_FACTOR_10 = 20;

    /// What silence is in decibels, where a logarithm has no end.
    private static final double DB_MIN = -400;

    static {
        // A node has one thread; the library would take others for long frames, and keep them.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private final Map<String, String> realNames = new HashMap<>();
    private final Map<String, String> imaginaryNames = new HashMap<>();
    private WindowShape window = WindowShape.RECTANGULAR;
    private String output = "";
    private double[] weights = {};
    private double weightSum;
    private double[] work = {};
    private DoubleFFT_1D transform = new DoubleFFT_1D(1);

    Fft(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        window = WindowShape.of(config.text("window"));
        output = config.text("output");
        weights = new double[0];
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        Frame spectrum = out.acquire();
        for (int i = 0; i < frame.channelCount(); i++) {
            if (frame.length(i) > 0) {
                add(spectrum, frame.name(i), frame.samples(i), frame.length(i));
            }
        }
        out.emit(spectrum);
    }

    private void add(Frame spectrum, String name, double[] samples, int length) {
        prepare(length);
        for (int i = 0; i < length; i++) {
            work[i] = samples[i] * weights[i];
        }
        transform.realForward(work);
        int bins = length / 2 + 1;
        if (output.equals("complex")) {
            double[] real = spectrum.addChannel(realNames.computeIfAbsent(name, plain -> plain + ".re"), bins);
            double[] imaginary =
                    spectrum.addChannel(imaginaryNames.computeIfAbsent(name, plain -> plain + ".im"), bins);
            for (int i = 0; i < bins; i++) {
                real[i] = real(i, length);
                imaginary[i] = imaginary(i, length);
            }
            return;
        }
        boolean isDb = output.equals("db");
        double[] magnitudes = spectrum.addChannel(name, bins);
        for (int i = 0; i < bins; i++) {
            boolean isAlone = i == 0 || 2 * i == length;
            double magnitude = Math.hypot(real(i, length), imaginary(i, length)) * (isAlone ? 1 : 2) / weightSum;
            magnitudes[i] = isDb ? Math.max(DB_MIN, DB_PER_FACTOR_10 * Math.log10(magnitude)) : magnitude;
        }
    }

    private void prepare(int length) {
        if (weights.length == length) {
            return;
        }
        weights = window.weights(length);
        weightSum = Arrays.stream(weights).sum();
        if (weightSum == 0) {
            weightSum = 1; // of one sample a window leaves nothing
        }
        work = new double[length];
        transform = new DoubleFFT_1D(length);
    }

    /// The library packs the spectrum of n real samples into n places: real and imaginary part of each
    /// frequency in turn, and that of the last, which is real for an even n, in the place of the first's
    /// imaginary part, which is 0; for an odd n, the last's imaginary part stands there.
    private double real(int bin, int length) {
        return 2 * bin == length ? work[1] : work[2 * bin];
    }

    private double imaginary(int bin, int length) {
        if (bin == 0 || 2 * bin == length) {
            return 0;
        }
        return 2 * bin + 1 == length ? work[1] : work[2 * bin + 1];
    }
}
