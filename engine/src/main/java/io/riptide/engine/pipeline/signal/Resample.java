package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Gives each channel another sample rate, across frames. What the lower of both rates cannot carry is filtered
/// out; the rest of the signal is the same.
///
/// Sample `k` is the signal at `k / to_hz` after the channel's first: none is shifted, and of `n` samples
/// `n * to_hz / from_hz`, rounded up, are made, hours later too. But a sample is known only when as many have come
/// after it as half the filter is long: 20, 67 or 162 of the lower rate at low, medium or high quality, and up to
/// two more of those that come. So the first frames are short or empty, each later one has samples that are so
/// much older than its time says, and the end gives what is left in a frame of the next number, without metadata.
///
/// | quality | passes as it is, in parts of half the lower rate | from half the lower rate on |
/// |---|---|---|
/// | low | 0.8 | -60 dB |
/// | medium | 0.9 | -100 dB |
/// | high | 0.95 | -120 dB |
///
/// Where both rates are the same, frames pass as they are.
///
/// - **Bounds:** [RateRatio] and [SincWeights]; [Frame#CHANNELS_MAX] channels, by their names, in all frames. What
///   would be more than [Frame#SAMPLES_MAX] samples goes in several frames of the same number.
/// - **Failure:** [IllegalStateException] at one channel more.
final class Resample implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withNumber("from_hz", 48_000, 1e-3, 10e6, "Hz", "Samples a second that come, to the millionth.")
            .withNumber(
                    "to_hz",
                    44_100,
                    1e-3,
                    10e6,
                    "Hz",
                    "Samples a second that it gives, to the millionth; a 256th to 256 times of `from_hz`.")
            .withChoice(
                    "quality",
                    Stream.of(ResampleQuality.values())
                            .map(ResampleQuality::word)
                            .toList(),
                    "How much of the band passes, 80, 90 or 95 %, and how well the rest is kept out, by 60, 100 or"
                            + " 120 dB; the better, the later, by 20, 67 or 162 samples of the lower rate.");

    private static final double US_PER_S = TimeUnit.SECONDS.toMicros(1);

    private final Map<String, ResampledChannel> channels = new LinkedHashMap<>();
    private SincWeights weights;
    private double usPerSample;

    /// When and which the frame after the last one would be.
    private long nextTimestampUs;

    private long nextSequence;

    Resample(NodeConfig config) {
        weights = new SincWeights(ratio(config), quality(config));
        usPerSample = US_PER_S / config.number("from_hz");
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        double from = config.number("from_hz");
        double to = config.number("to_hz");
        if (to > from * RateRatio.FACTOR_MAX || to < from / RateRatio.FACTOR_MAX) {
            faults.wrong(
                    "to_hz",
                    "must be from " + from / RateRatio.FACTOR_MAX + " to " + from * RateRatio.FACTOR_MAX
                            + " Hz: a 256th to 256 times of from_hz");
        }
    }

    private static RateRatio ratio(NodeConfig config) {
        return RateRatio.ofHz(config.number("from_hz"), config.number("to_hz"));
    }

    private static ResampleQuality quality(NodeConfig config) {
        return ResampleQuality.of(config.text("quality"));
    }

    /// Another ratio or quality begins anew, and what waits for samples to come is lost.
    @Override
    public void configure(NodeConfig config) {
        usPerSample = US_PER_S / config.number("from_hz");
        if (!weights.isOf(ratio(config), quality(config))) {
            weights = new SincWeights(ratio(config), quality(config));
            channels.clear();
        }
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        if (weights.ratio().isOne()) {
            out.emit(frame);
            return;
        }
        int longest = 0;
        for (int i = 0; i < frame.channelCount(); i++) {
            longest = Math.max(longest, frame.length(i));
        }
        nextTimestampUs = timestampUs(frame, longest);
        nextSequence = frame.sequenceId() + 1;
        int partMax = weights.ratio().comingMax(Frame.SAMPLES_MAX);
        int from = 0;
        do {
            emitPart(frame, from, partMax, out);
            from += partMax;
        } while (from < longest);
    }

    /// All memory is had before the first channel goes on, or one that goes without would be behind the others.
    private void emitPart(Frame frame, int from, int partMax, NodeOutput out) throws InterruptedException {
        Frame part = out.acquire();
        part.stamp(timestampUs(frame, from), frame.sequenceId());
        for (int i = 0; i < frame.channelCount(); i++) {
            int length = Math.clamp(frame.length(i) - from, 0, partMax);
            part.addChannel(frame.name(i), weights.ratio().givenMax(length));
            channel(frame.name(i));
        }
        for (int i = 0; i < frame.channelCount(); i++) {
            int length = Math.clamp(frame.length(i) - from, 0, partMax);
            int given = channel(frame.name(i)).resample(frame.samples(i), from, length, part.samples(i));
            part.shorten(i, given);
        }
        out.emit(part);
    }

    private long timestampUs(Frame frame, int sample) {
        return frame.timestampUs() + Math.round(sample * usPerSample);
    }

    private ResampledChannel channel(String name) {
        ResampledChannel channel = channels.get(name);
        if (channel == null) {
            if (channels.size() == Frame.CHANNELS_MAX) {
                throw new IllegalStateException(
                        "there were " + Frame.CHANNELS_MAX + " channels of other names before " + name);
            }
            channel = new ResampledChannel(weights);
            channels.put(name, channel);
        }
        return channel;
    }

    @Override
    public void onEnd(NodeOutput out) throws InterruptedException {
        if (channels.isEmpty()) {
            return;
        }
        Frame tail = out.acquire();
        tail.stamp(nextTimestampUs, nextSequence);
        channels.forEach((name, channel) -> {
            int index = tail.channelCount();
            double[] samples = tail.addChannel(name, weights.ratio().givenMax(weights.half()));
            tail.shorten(index, channel.finish(samples));
        });
        out.emit(tail);
    }
}
