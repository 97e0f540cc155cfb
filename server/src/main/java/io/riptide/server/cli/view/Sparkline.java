package io.riptide.server.cli.view;

/// Samples as a row of blocks, each as high as the greatest sample of its part, between the least and the greatest
/// of all.
///
/// - **Bounds:** a block for each part, as many parts as asked for, and never more than samples.
final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /// A part without any number is a blank.
    static String of(double[] samples, int blocksMax) {
        ChannelFigures all = ChannelFigures.of(samples);
        int blocks = Math.min(blocksMax, samples.length);
        StringBuilder line = new StringBuilder(blocks);
        for (int i = 0; i < blocks; i++) {
            int from = (int) ((long) i * samples.length / blocks);
            int to = (int) ((i + 1L) * samples.length / blocks);
            line.append(block(greatest(samples, from, to), all));
        }
        return line.toString();
    }

    private static double greatest(double[] samples, int from, int to) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            if (Double.isFinite(samples[i])) {
                greatest = Math.max(greatest, samples[i]);
            }
        }
        return greatest;
    }

    private static char block(double sample, ChannelFigures all) {
        if (!Double.isFinite(sample)) {
            return ' ';
        }
        // Halved first, since the span of finite numbers may be beyond them.
        double span = all.max() / 2 - all.min() / 2;
        double height = span > 0 ? (sample / 2 - all.min() / 2) / span : 0;
        int last = BLOCKS.length() - 1;
        return BLOCKS.charAt((int) Math.round(height * last));
    }
}
