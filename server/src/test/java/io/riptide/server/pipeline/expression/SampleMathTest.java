package io.riptide.server.pipeline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleMathTest {
    /// Values from tables, to the digits given.
    @ParameterizedTest
    @CsvSource(
            delimiterString = "~>",
            value = {
                "1/2 ~> 0.5",
                "7 % 4 ~> 3",
                "-7 % 4 ~> -3",
                "2 + 3 * 4 ~> 14",
                "(2 + 3) * 4 ~> 20",
                "10 - 4 - 3 ~> 3",
                "- - 2 ~> 2",
                "+x ~> 2",
                "-x ~> -2",
                "1e3 + 0.5 ~> 1000.5",
                "9007199254740993 - 9007199254740992 ~> 0",
                "2147483647 + 1 ~> 2147483648",
                "9223372036854775807 + 1 ~> 9223372036854775808",
                "99999999999999999999 ~> 1e20",
                "sin(pi / 6) ~> 0.5",
                "cos(pi / 3) ~> 0.5",
                "tan(pi / 4) ~> 1",
                "asin(1) ~> 1.5707963267948966",
                "acos(0) ~> 1.5707963267948966",
                "atan(1) ~> 0.7853981633974483",
                "atan2(-1, -1) ~> -2.356194490192345",
                "exp(1) - e ~> 0",
                "log(e) ~> 1",
                "log10(1000) ~> 3",
                "sqrt(2) ~> 1.4142135623730951",
                "abs(-3) ~> 3",
                "min(1, x) ~> 1",
                "max(1, x) ~> 2",
                "pow(x, 10) ~> 1024",
                "floor(-1.5) ~> -2",
                "ceil(-1.5) ~> -1",
                "round(2.5) ~> 3",
                "round(-2.5) ~> -2",
                "round(0.49999999999999994) ~> 0",
                "round(1e300) ~> 1e300",
                "sign(-9) ~> -1",
                "clamp(x, 3, 4) ~> 3",
                "clamp(x, 0, 1) ~> 1",
                "clamp(x, 0, 4) ~> 2",
                "x > 1 ? 10 : 20 ~> 10",
                "x > 2 ? 10 : x >= 2 ? 20 : 30 ~> 20",
                "x < 1 ? 10 : abs(-5) ~> 5",
                "x == 2 ~> 1",
                "x != 2 ~> 0",
                "x < 2 ~> 0",
                "x <= 2 ~> 1",
                "2 > x ~> 0",
                "1 < x and x < 3 ~> 1",
                "1 < x && x < 2 ~> 0",
                "x < 1 or x == 2 ~> 1",
                "x < 1 || x > 2 ~> 0",
                "not (x > 1) ~> 0",
                "!(x > 3) ~> 1",
                "(x > 1) + (x > 0) ~> 2",
                "x ? 1 : 0 ~> 1",
                "(x - 2) ? 1 : 0 ~> 0",
                "true ~> 1"
            })
    void aSampleIsWhatTheExpressionSays(String expression, double expected) throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", expression));
        bench.channels(Map.of("main", new double[] {2}));
        assertThat(bench.heard().getFirst().channel("main")[0])
                .isCloseTo(expected, within(1e-15 * Math.max(1, Math.abs(expected))));
    }

    @Test
    void divisionByZeroIsThatOfIeee754() throws Exception {
        assertThat(each("1 / x", 0.0, -0.0)).containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(each("x / 0", 0.0, -1)).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
        assertThat(each("x % 0", 3)).containsExactly(Double.NaN);
        assertThat(each("sqrt(x)", -1)).containsExactly(Double.NaN);
        assertThat(each("log(x)", 0)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(each("x == x ? 1 : 2", Double.NaN)).containsExactly(2);
        assertThat(each("x ? 1 : 2", Double.NaN)).containsExactly(2);
    }

    @Test
    void anExpressionOfXReplacesEachChannel() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "2 * x + 1"));
        Map<String, double[]> channels = new LinkedHashMap<>();
        channels.put("left", new double[] {1, 2, 3});
        channels.put("right.re", new double[] {-1});
        bench.channels(channels);
        NodeBench.Heard heard = bench.heard().getFirst();
        assertThat(heard.channels()).containsOnlyKeys("left", "right.re");
        assertThat(heard.channel("left")).containsExactly(3, 5, 7);
        assertThat(heard.channel("right.re")).containsExactly(-1);
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void namedChannelsGiveOneAsLongAsTheShortest() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "left - right", "output", "side"));
        bench.channels(Map.of("left", new double[] {5, 6, 7}, "right", new double[] {1, 2}, "other", new double[1]));
        assertThat(bench.heard().getFirst().channels()).containsOnlyKeys("side");
        assertThat(bench.heard().getFirst().channel("side")).containsExactly(4, 4);
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void aChannelMayBeCalledLikeAFunction() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "log(log)"));
        bench.channels(Map.of("log", new double[] {1}));
        assertThat(bench.heard().getFirst().channel("main")).containsExactly(0);
    }

    @Test
    void samplesAreCountedFromFrameToFrameAndThroughOtherParameters() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "n"));
        bench.channels(Map.of("main", new double[3])).channels(Map.of("main", new double[2]));
        bench.configure(Map.of("expression", "t + 0 * x", "sample_rate", 2));
        bench.channels(Map.of("main", new double[2]));
        assertThat(bench.heard().get(0).channel("main")).containsExactly(0, 1, 2);
        assertThat(bench.heard().get(1).channel("main")).containsExactly(3, 4);
        assertThat(bench.heard().get(2).channel("main")).containsExactly(2.5, 3);
    }

    @Test
    void aFrameThatIsSharedIsNotChanged() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "-x"));
        Frame shared = bench.frame();
        shared.addChannel("main", 1)[0] = 4;
        bench.give(shared.retain());
        assertThat(bench.heard().getFirst().channel("main")).containsExactly(-4);
        assertThat(shared.samples(0)[0]).isEqualTo(4);
        shared.release();
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void aFrameWithoutTheChannelFailsAndTheNextDoesNot() throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "left + right"));
        assertThatThrownBy(() -> bench.channels(Map.of("left", new double[1])))
                .hasMessage("the frame has no channel right but left");
        bench.channels(Map.of("left", new double[] {1}, "right", new double[] {2}));
        assertThat(bench.heard().getFirst().channel("main")).containsExactly(3);
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void anInterruptEndsTheWorkAndLeavesTheFrame() {
        NodeBench bench = new NodeBench("Math", Map.of("expression", "x + 1"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> bench.channels(Map.of("main", new double[8])))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void parametersThatDoNotGoTogetherAreAFault() {
        assertThat(NodeBench.faults("Math", Map.of("expression", "x - left + right")))
                .containsExactly("expression has x, for each channel, and channels by name: left, right");
        assertThat(NodeBench.faults("Math", Map.of("expression", "x", "output", "a")))
                .containsExactly("output is not for an expression of x, whose channels keep their names");
        assertThat(NodeBench.faults("Math", Map.of("expression", "left", "output", " ")))
                .containsExactly("output must be from 1 to 64 characters");
        assertThat(NodeBench.faults("Math", Map.of("expression", "left", "sample_rate", 0)))
                .containsExactly("sample_rate must be from 1 to 10000000 Hz");
        assertThat(NodeBench.faults("Math", Map.of("expresion", "left")))
                .containsExactly("expression is required", "expresion unknown");
    }

    private static double[] each(String expression, double... samples) throws Exception {
        NodeBench bench = new NodeBench("Math", Map.of("expression", expression));
        return bench.channels(Map.of("main", samples)).heard().getFirst().channel("main");
    }
}
