package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.SourceNode;
import java.util.concurrent.TimeUnit;

/// Makes a frame each so often: one channel, `main`, of one sample, 1.
final class Trigger implements SourceNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withNumber("interval_ms", 1_000, 0.1, 86_400_000, "ms", "From one frame to the next.")
            .withInteger("frames", 0, 0, Long.MAX_VALUE, "frames", "How many it makes; 0 for no end.");

    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    private NodeConfig config;
    private long made;

    Trigger(NodeConfig config) {
        this.config = config;
    }

    @Override
    public void configure(NodeConfig changed) {
        config = changed;
    }

    @Override
    public boolean produce(NodeOutput out) throws InterruptedException {
        out.pace(Math.round(config.number("interval_ms") * NS_PER_MS));
        Frame frame = out.acquire();
        frame.addChannel(Channels.MAIN, 1)[0] = 1;
        out.emit(frame);
        long framesMax = config.integer("frames");
        made++;
        return framesMax == 0 || made < framesMax;
    }
}
