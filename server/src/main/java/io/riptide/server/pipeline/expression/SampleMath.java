package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.ArrayList;
import java.util.List;

/// Computes samples: of each channel for itself where the expression has `x`, else of the frame's channels one.
///
/// Samples are counted from the first that came, through other parameters too. The one channel has as many as the
/// shortest of those that are named, or as the frame's longest where none is.
final class SampleMath implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withRequiredText(
                    "expression",
                    "What each sample is. With x, the sample of the channel itself, each channel is replaced; else there"
                            + " is one channel, of those that are named, as in left - right. Further n, the number of"
                            + " the sample, and t, its seconds, since the first; pi, e; + - * / % and comparisons,"
                            + " and or not, a ? b : c; sin cos tan asin acos atan atan2 exp log log10 sqrt abs min max"
                            + " pow floor ceil round sign clamp(x, lowest, highest). What is true is 1, what is not 0.")
            .withText("output", "What the one channel is called; main if nothing is said. Not for expressions of x.")
            .withNumber("sample_rate", 48_000, 1, 10e6, "Hz", "Samples a second, for t.");

    private static final String EXPRESSION = "expression";
    private static final String OUTPUT = "output";
    private static final int NAME_CHARS_MAX = 64;

    private final SampleScope scope = new SampleScope();
    private Expression expression;
    private List<String> channels = List.of();
    private boolean isEach;
    private String output = "";
    private double[] results = {};
    private double samplesBefore;

    SampleMath(NodeConfig config) {
        expression = Expression.ofChecked(config.text(EXPRESSION), Dialect.NUMBERS);
        configure(config);
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        try {
            Expression read = Expression.of(config.text(EXPRESSION), Dialect.NUMBERS);
            List<String> named = channelsOf(read);
            boolean isEach = read.names().contains(SampleScope.OWN);
            if (isEach && !named.isEmpty()) {
                faults.wrong(EXPRESSION, "has x, for each channel, and channels by name: " + String.join(", ", named));
            }
            if (isEach && config.has(OUTPUT)) {
                faults.wrong(OUTPUT, "is not for an expression of x, whose channels keep their names");
            }
        } catch (ExpressionRefusedException e) {
            faults.wrong(EXPRESSION, e.reason());
        }
        String name = config.optionalText(OUTPUT).orElse("main");
        if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
            faults.wrong(OUTPUT, "must be from 1 to " + NAME_CHARS_MAX + " characters");
        }
    }

    /// Whether samples are counted from frame to frame.
    static boolean counts(NodeConfig config) {
        return Expression.ofChecked(config.text(EXPRESSION), Dialect.NUMBERS).names().stream()
                .anyMatch(SampleScope.COUNTED::contains);
    }

    private static List<String> channelsOf(Expression expression) {
        List<String> named = new ArrayList<>(expression.names());
        named.removeAll(SampleScope.KNOWN);
        return named;
    }

    @Override
    public void configure(NodeConfig config) {
        expression = Expression.ofChecked(config.text(EXPRESSION), Dialect.NUMBERS);
        channels = channelsOf(expression);
        isEach = expression.names().contains(SampleScope.OWN);
        output = config.optionalText(OUTPUT).orElse("main");
        scope.setSampleRate(config.number("sample_rate"));
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws Exception {
        int longest = 0;
        for (int i = 0; i < frame.channelCount(); i++) {
            longest = Math.max(longest, frame.length(i));
        }
        if (isEach) {
            computeEach(frame, out);
        } else {
            computeOne(frame, longest, out);
        }
        samplesBefore += longest;
    }

    /// Nothing is changed before all is computed, so that an interrupt leaves the frame as it was.
    private void computeEach(Frame frame, NodeOutput out) throws Exception {
        int total = 0;
        for (int i = 0; i < frame.channelCount(); i++) {
            total += frame.length(i);
        }
        prepare(total);
        int at = 0;
        for (int i = 0; i < frame.channelCount(); i++) {
            scope.setOwn(frame.samples(i));
            compute(frame.length(i), at);
            at += frame.length(i);
        }
        Frame changed = out.exclusive(frame);
        at = 0;
        for (int i = 0; i < changed.channelCount(); i++) {
            System.arraycopy(results, at, changed.samples(i), 0, changed.length(i));
            at += changed.length(i);
        }
        out.emit(changed);
    }

    private void computeOne(Frame frame, int longest, NodeOutput out) throws Exception {
        int length = channels.isEmpty() ? longest : Integer.MAX_VALUE;
        for (String name : channels) {
            int index = frame.indexOf(name);
            if (index < 0) {
                throw new ExpressionFailedException("the frame has no channel " + name + " but " + names(frame));
            }
            scope.put(name, frame.samples(index));
            length = Math.min(length, frame.length(index));
        }
        prepare(length);
        compute(length, 0);
        Frame computed = out.acquire();
        System.arraycopy(results, 0, computed.addChannel(output, length), 0, length);
        out.emit(computed);
    }

    private void prepare(int length) {
        if (results.length < length) {
            results = new double[length];
        }
    }

    private void compute(int length, int at) throws ExpressionFailedException, InterruptedException {
        for (int i = 0; i < length; i++) {
            scope.moveTo(i, samplesBefore + i);
            results[at + i] = NumberFunctions.number(expression.value(scope));
        }
    }

    private static String names(Frame frame) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < frame.channelCount(); i++) {
            names.add(frame.name(i));
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
