package io.riptide.server.pipeline.spectrum;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.signal.WindowShape;
import java.util.List;

/// `FFT`: of each channel of a frame, its spectrum.
public final class FftType implements NodeType {
    private static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withChoice(
                    "window",
                    WindowShape.words(WindowShape.RECTANGULAR),
                    "What a frame is faded in and out by before; the spectrum is made up for it.")
            .withChoice(
                    "output",
                    List.of("magnitude", "db", "complex"),
                    "Amplitude of the sine at each frequency, that as 20 × log10, or the transform itself, as two"
                            + " channels, `NAME.re` and `NAME.im`.");

    @Override
    public String name() {
        return "FFT";
    }

    @Override
    public String description() {
        return "Gives the spectrum of each frame: of n samples, n/2 + 1 frequencies from 0 to half the sample rate.";
    }

    @Override
    public PortKind input() {
        return PortKind.SIGNAL;
    }

    @Override
    public PortKind output() {
        return PortKind.SIGNAL;
    }

    @Override
    public NodeSchema schema() {
        return SCHEMA;
    }

    @Override
    public Node create(NodeConfig config) {
        return new Fft(config);
    }
}
