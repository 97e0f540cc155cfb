package io.riptide.server.pipeline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.NodeTypes;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineSpec;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.signal.SignalNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.jexl3.JexlInfo;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What strangers may not write, by each of the three gates.
class ExpressionRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "~>",
            quoteCharacter = '`',
            value = {
                // objects, classes, methods
                "1 + new('java.lang.Thread') ~> 5",
                "new java.lang.Thread() ~> 1",
                "''.getClass() ~> 3",
                "a.b.toString() ~> 4",
                "a['x'].exit(1) ~> 7",
                "java.lang.System.exit(1) ~> 17",
                "(a)(b) ~> 1",
                "a:b(c) ~> 4",
                "a instanceof b ~> 3",
                "import java.util ~> 1",
                // loops, functions, statements, declarations
                "for (i : a) b ~> 1",
                "while (true) 1 ~> 1",
                "do 1 while (true) ~> 1",
                "if (a) b ~> 1",
                "switch (a) { } ~> 1",
                "try { a } ~> 1",
                "throw a ~> 1",
                "return a ~> 1",
                "function(x) { x } ~> 1",
                "x -> x ~> 3",
                "x => x ~> 3",
                "(a, b) -> a ~> 8",
                "var y = 1 ~> 1",
                "let y = 1 ~> 1",
                "const y = 1 ~> 1",
                "a; b ~> 2",
                // side effects
                "a = 1 ~> 3",
                "a.b = 1 ~> 5",
                "a += 1 ~> 3",
                "a++ ~> 2",
                "--a ~> 1",
                "a >>>= 1 ~> 3",
                // pragmas, annotations, comments, templates
                "#pragma x 1 ~> 1",
                "@synchronized a ~> 1",
                "a // b ~> 3",
                "a /* b */ ~> 3",
                "a ## b ~> 3",
                "`${a}` ~> 1",
                "$a ~> 1",
                "#0 ~> 1",
                "a\\ b ~> 2",
                // regular expressions, ranges, sizes
                "a =~ '(a+)+b' ~> 3",
                "a !~ b ~> 3",
                "~/(a+)+b/ ~> 1",
                "a =^ 'b' ~> 3",
                "a =$ 'b' ~> 3",
                "a !^ 'b' ~> 3",
                "1..1000000000 ~> 1",
                "1 .. 1000000000 ~> 3",
                "a..b ~> 2",
                "size(a) ~> 1",
                "empty a ~> 1",
                "[1, ...] ~> 5",
                // what works on bits, compares kinds, or reads in two ways
                "a & b ~> 3",
                "a | b ~> 3",
                "a ^ b ~> 3",
                "~a ~> 1",
                "a << 40 ~> 3",
                "a === b ~> 3",
                "a ?: b ~> 3",
                "a ?? b ~> 3",
                "a?.b ~> 2",
                "a div b ~> 3",
                "a mod b ~> 3",
                "NaN ~> 1",
                // numbers
                "010 ~> 1",
                "0x10 ~> 1",
                "1L ~> 1",
                "1 + 1b ~> 5",
                "1h ~> 1",
                ".5 ~> 2",
                "1.e5 ~> 1",
                "1e1000000000 ~> 1",
                "1e999 ~> 1",
                "99999999999999999999999999999999999999999 ~> 1",
                // functions
                "matches(a, '(a+)+b') ~> 1",
                "createRange(1, 1000000000) ~> 1",
                "1 + foo(a) ~> 5",
                "toString(a) ~> 1",
                "lower(a, b) ~> 1",
                "lower() ~> 1",
                // other faults
                "'no end ~> 1",
                "{1, 2} ~> 1",
                "{a: 1} ~> 2",
                "a.'b' ~> 3",
                "äh ~> 1",
                "a?b:lower(c) ~> 10"
            })
    void whatIsNotAllowedIsToldWithItsParameterAndPlace(String expression, int column) {
        assertThat(NodeBench.faults("FilterMetadata", Map.of("condition", expression)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("condition ")
                .endsWith("at column " + column);
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("field = " + expression))))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("set of field ")
                .endsWith("at column " + column);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "~>",
            quoteCharacter = '`',
            value = {
                "x + 'a' ~> 5",
                "x[0] ~> 2",
                "[x] ~> 1",
                "{'a': x} ~> 1",
                "a.b ~> 2",
                "x = 1 ~> 3",
                "x =~ x ~> 3",
                "1..x ~> 1",
                "sine(x) ~> 1",
                "2 * clamp(x, 1) ~> 5",
                "lower(x) ~> 1"
            })
    void samplesHaveNumbersAlone(String expression, int column) {
        assertThat(NodeBench.faults("Math", Map.of("expression", expression)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("expression ")
                .endsWith(", at column " + column);
    }

    @Test
    void placesAreCountedInLinesFromTheFirstThatIsNotBlank() {
        assertThat(NodeBench.faults("Math", Map.of("expression", " \n x +\n  foo(x)")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith(", at line 2, column 3");
        assertThat(NodeBench.faults("Math", Map.of("expression", "x +\n x = 1")))
                .containsExactly("expression has =, which is not allowed, at line 2, column 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a +", "(a", "a)", "a b", "a + * b", "f(", "1 < 2 < 3", "a ? b", "not", "a,", "()", "[a", "a."})
    void whatIsNoExpressionIsToldWhenTheGraphIsChecked(String expression) {
        assertThat(NodeBench.faults("FilterMetadata", Map.of("condition", expression)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("condition is no expression: ")
                .contains(", at column ");
    }

    @Test
    void anEmptyExpressionIsNone() {
        assertThat(NodeBench.faults("Math", Map.of("expression", "  \n"))).containsExactly("expression is empty");
        assertThat(NodeBench.faults("Math", Map.of("expression", "")))
                .containsExactly("expression must be from 1 to 4096 characters");
        assertThat(NodeBench.faults("Math", Map.of())).containsExactly("expression is required");
    }

    @Test
    void lengthAndCountAreBounded() {
        String fits = "1+".repeat(499) + "1";
        assertThat(NodeBench.faults("Math", Map.of("expression", fits))).isEmpty();
        assertThat(NodeBench.faults("Math", Map.of("expression", fits + "+1")))
                .containsExactly("expression has more than 1000 words and symbols, at column 1001");
        assertThat(NodeBench.faults("Math", Map.of("expression", "1" + " ".repeat(4_096) + "+1")))
                .containsExactly("expression must be from 1 to 4096 characters");
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("a = '" + "x".repeat(4_095) + "'"))))
                .containsExactly("set of a has more than 4096 characters");
    }

    @ParameterizedTest
    @CsvSource({"(, )", "abs(, )", "-, ''", "'not ', ''", "'1 ? 1 : ', ''", "'1 ? ', ' : 1'", "'-(', )"})
    void nestingIsBounded(String open, String close) {
        for (int levels : new int[] {33, 400}) {
            String spaced = open.equals("-") ? "- " : open;
            String deep = spaced.repeat(levels) + "1" + close.repeat(levels);
            assertThat(NodeBench.faults("Math", Map.of("expression", deep)))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("is nested in more than 32 levels, at column ");
        }
        int allowed = open.equals("-(") ? 31 : 32;
        String spaced = open.equals("-") ? "- " : open;
        assertThat(NodeBench.faults("Math", Map.of("expression", spaced.repeat(allowed) + "1" + close.repeat(allowed))))
                .isEmpty();
    }

    @Test
    void signsBetweenValuesAreNoLevel() {
        String deep = "(".repeat(32) + "1 - x + 2" + ")".repeat(32);
        assertThat(NodeBench.faults("Math", Map.of("expression", deep))).isEmpty();
        String less = "(".repeat(31) + "abs(x) - 1 and - 1 or not x" + ")".repeat(31);
        assertThat(NodeBench.faults("Math", Map.of("expression", less))).isEmpty();
        String more = "(".repeat(32) + "1 and - 1" + ")".repeat(32);
        assertThat(NodeBench.faults("Math", Map.of("expression", more))).hasSize(1);
    }

    /// Each level doubles the time that the library's parser takes: thirty of them take longer than anybody waits.
    @ParameterizedTest
    @CsvSource({"a[, ]", "[, ]", "{'a':, }"})
    void listsAreNestedInFewLevels(String open, String close) {
        String most = open.replace("\"", "'").repeat(4) + "1" + close.repeat(4);
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("f = " + most))))
                .isEmpty();
        for (int levels : new int[] {5, 30, 200}) {
            String deep = open.repeat(levels) + "1" + close.repeat(levels);
            assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("f = " + deep))))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("has more than 4 levels of [ and {, at column ");
        }
    }

    /// The second gate alone, as if the first had let it pass.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "new('java.lang.Thread')",
                "''.getClass()",
                "a =~ b",
                "1 .. 2",
                "size(a)",
                "empty(a)",
                "a = 1",
                "a & b",
                "x -> x",
                "for (i : a) { i }",
                "~/a/",
                "a?.b",
                "a ?: b",
                "{1}",
                "{a: 1}",
                "matches(a, b)",
                "a instanceof b"
            })
    void theTreeIsReadByWhatIsAllowed(String expression) {
        assertThatThrownBy(() -> Syntax.names(expression, Dialect.FIELDS))
                .isInstanceOf(ExpressionRefusedException.class);
    }

    /// The third gate alone: what the library computes where nobody has read the text before.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "''.class",
                "a.class",
                "a.bytes",
                "frame.class",
                "a['class']",
                "frame.metadata.entrySet",
                "java.lang.System"
            })
    void theLibraryReachesNothingOfJava(String expression) {
        FieldScope scope = new FieldScope(new NodeBench("FilterMetadata", Map.of("condition", "true")).frame());
        scope.of().metadata().put("a", "text");
        assertThat(Dialect.FIELDS
                        .engine()
                        .createExpression(new JexlInfo("", 1, 1), expression)
                        .evaluate(scope))
                .isNull();
    }

    @Test
    void aGraphIsRefusedBeforeItRuns() {
        List<NodeType> types = new ArrayList<>(SignalNodes.types());
        types.addAll(ExpressionNodes.types());
        PipelineSpec spec = PipelineSpec.of(
                List.of(
                        NodeSpec.of("sine", "SineGenerator", Map.of()),
                        NodeSpec.of("math", "Math", Map.of("expression", "2 * foo(x)"))),
                List.of(EdgeSpec.of("sine", "math")));
        assertThatThrownBy(() -> PipelineGraph.check(spec, new NodeTypes(types)))
                .isInstanceOfSatisfying(
                        GraphRefusedException.class,
                        refused -> assertThat(refused.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.pointer()).isEqualTo("/nodes/1/config/expression");
                            assertThat(fault.detail())
                                    .startsWith("has no function foo but sin, cos,")
                                    .endsWith(", at column 5");
                        }));
    }
}
