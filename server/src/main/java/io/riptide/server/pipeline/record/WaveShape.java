package io.riptide.server.pipeline.record;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.List;
import java.util.stream.IntStream;

/// What all frames of one WAVE file have in common.
///
/// @param channels names, in their order
record WaveShape(List<String> channels) {
    WaveShape {
        channels = List.copyOf(channels);
    }

    /// That of `frame`, which has channels of one length.
    static WaveShape of(Frame frame) {
        if (frame.channelCount() == 0) {
            throw new IllegalArgumentException("a frame without channels has no place in a wav file");
        }
        for (int i = 1; i < frame.channelCount(); i++) {
            if (frame.length(i) != frame.length(0)) {
                throw new IllegalArgumentException("channel " + frame.name(i) + " has " + frame.length(i)
                        + " samples and " + frame.name(0) + " " + frame.length(0)
                        + "; in a wav file all have as many");
            }
        }
        return new WaveShape(
                IntStream.range(0, frame.channelCount()).mapToObj(frame::name).toList());
    }

    /// Throws unless `frame` is of this shape.
    void require(Frame frame) {
        WaveShape other = of(frame);
        if (!equals(other)) {
            throw new IllegalArgumentException("the frame has the channels " + other.channels + ", the wav file has "
                    + channels + " from its first");
        }
    }
}
