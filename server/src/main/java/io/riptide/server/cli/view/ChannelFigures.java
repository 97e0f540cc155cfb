package io.riptide.server.cli.view;

/// What a frame's channel comes to.
///
/// @param count its samples
/// @param finite those that are numbers; the others are left out of all else
/// @param min the least, 0 when there is none
/// @param max the greatest, 0 when there is none
/// @param rms root of the mean square, 0 when there is none
record ChannelFigures(int count, int finite, double min, double max, double rms) {
    /// Those of `samples`, among which what is no number is [Double#NaN].
    static ChannelFigures of(double[] samples) {
        int finite = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double squares = 0;
        for (double sample : samples) {
            if (Double.isFinite(sample)) {
                finite++;
                min = Math.min(min, sample);
                max = Math.max(max, sample);
                squares += sample * sample;
            }
        }
        return finite == 0
                ? new ChannelFigures(samples.length, 0, 0, 0, 0)
                : new ChannelFigures(samples.length, finite, min, max, Math.sqrt(squares / finite));
    }

    /// `[1024] -0.5..0.5 rms 0.3536`, or the sample itself where there is but one.
    String text() {
        StringBuilder text = new StringBuilder().append('[').append(count).append(']');
        if (count == 1 && finite == 1) {
            return text.append(' ').append(Compact.of(min)).toString();
        }
        if (finite > 0) {
            text.append(' ').append(Compact.of(min)).append("..").append(Compact.of(max));
            text.append(" rms ").append(Compact.of(rms));
        }
        if (finite < count) {
            text.append(' ').append(count - finite).append(" not finite");
        }
        return text.toString();
    }
}
