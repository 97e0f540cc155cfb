package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.List;

/// How strong each channel is, over a frame: a channel of one sample in place of each.
final class Level implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY.withChoice(
            "measure", List.of("rms", "peak"), "Root of the mean square, or the highest sample without its sign.");

    private boolean isPeak;

    Level(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        isPeak = config.text("measure").equals("peak");
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        Frame levels = out.acquire();
        for (int i = 0; i < frame.channelCount(); i++) {
            double[] samples = frame.samples(i);
            int length = frame.length(i);
            levels.addChannel(frame.name(i), 1)[0] = isPeak ? peak(samples, length) : rms(samples, length);
        }
        out.emit(levels);
    }

    private static double peak(double[] samples, int length) {
        double peak = 0;
        for (int i = 0; i < length; i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        return peak;
    }

    private static double rms(double[] samples, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += samples[i] * samples[i];
        }
        return length == 0 ? 0 : Math.sqrt(sum / length);
    }
}
