package io.riptide.server.pipeline.spectrum;

import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.signal.WindowShape;
import java.util.List;

/// `FFT`: of each channel of a frame, its spectrum.
public final class FftType {
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

    /// The type.
    public static final NodeType TYPE = MadeType.of(
                    "FFT",
                    "Gives the spectrum of each frame: of n samples, n/2 + 1 frequencies from 0 to half the sample rate.",
                    PortKind.SIGNAL,
                    SCHEMA,
                    Fft::new)
            .stateless();

    private FftType() {}
}
