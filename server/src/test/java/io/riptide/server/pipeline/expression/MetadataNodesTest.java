package io.riptide.server.pipeline.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `FilterMetadata` and `MapMetadata`.
class MetadataNodesTest {
    private static final Map<String, Object> FIELDS = Map.of(
            "level",
            3L,
            "big",
            9_007_199_254_740_993L,
            "ratio",
            0.5,
            "name",
            "Alpha",
            "on",
            true,
            "site",
            Map.of("name", "b", "tags", List.of("x", "y", 3L), "content-type", "text/html"),
            "length",
            12L,
            "frame",
            "mine",
            "long",
            "é".repeat(40_000));

    @ParameterizedTest
    @CsvSource(
            delimiterString = "~>",
            value = {
                "level > 2 ~> true",
                "level == 3 ~> true",
                "level == 3.0 ~> true",
                "level == '3' ~> false",
                "level != 3 ~> false",
                "level / 2 == 1.5 ~> true",
                "big == 9007199254740992 ~> false",
                "big > 9007199254740992 ~> true",
                "name == 'Alpha' ~> true",
                "name < 'B' ~> true",
                "name + 1 == 'Alpha1' ~> true",
                "name + ratio + on == 'Alpha0.5true' ~> true",
                "on ~> true",
                "not on ~> false",
                "on and level > 5 ~> false",
                "on or nothing ~> true",
                "site.name == 'b' ~> true",
                "site['name'] == 'b' ~> true",
                "site['content-type'] == 'text/html' ~> true",
                "site.tags[1] == 'y' ~> true",
                "site.tags[level - 1] == 3 ~> true",
                "site.tags[3] == null ~> true",
                "site.tags[-1] == null ~> true",
                "site.tags[0.5] == null ~> true",
                "site.tags.name == null ~> true",
                "name.name == null ~> true",
                "[1, 'a', true][1] == 'a' ~> true",
                "{'a': {'b': 2}}.a.b == 2 ~> true",
                "frame.sequence_id == 7 ~> true",
                "frame.timestamp == 1000000 ~> true",
                "frame.metadata.frame == 'mine' ~> true",
                "frame.metadata['name'] == name ~> true",
                "length == 12 and length(name) == 5 ~> true",
                "level > 2 ? on : false ~> true",
                "nothing ? true : on ~> true",
                // what is absent
                "nothing == null ~> true",
                "level != null ~> true",
                "nothing ~> false",
                "not nothing ~> true",
                "nothing > 0 ~> false",
                "nothing < 1 ~> false",
                "nothing <= 0 ~> false",
                "nothing >= 0 ~> false",
                "nothing == 0 ~> false",
                "nothing == '' ~> false",
                "nothing.deep.er[0] == null ~> true",
                "nothing.deep > 0 ~> false",
                "site.nothing < 'z' ~> false",
                // functions
                "lower(name) == 'alpha' ~> true",
                "upper(site.name) == 'B' ~> true",
                "trim('  a ') == 'a' ~> true",
                "length(site.tags) == 3 and length(site) == 3 ~> true",
                "length('\uD83D\uDE00a') == 2 ~> true",
                "contains(name, 'lph') ~> true",
                "contains(name, 'lpx') ~> false",
                "contains(site.tags, 'x') ~> true",
                "contains(site.tags, 3) ~> true",
                "contains(site.tags, '3') ~> false",
                "starts_with(name, 'Al') and ends_with(name, 'ha') ~> true",
                "starts_with(name, 'l') or ends_with(name, 'h') ~> false",
                "substring(name, 1, 3) == 'lp' ~> true",
                "substring(name, -5, 99) == 'Alpha' ~> true",
                "substring(name, 3, 1) == '' ~> true",
                "substring('\uD83D\uDE00b', 1, 2) == 'b' ~> true",
                "number(' -1.5e2 ') == -150 ~> true",
                "number('1x') == null and number('NaN') == null and number('0x10') == null ~> true",
                "number(level) == 3 ~> true",
                "coalesce(nothing, level) == 3 and coalesce(level, 4) == 3 ~> true",
                "join(site.tags, '-') == 'x-y-3' ~> true",
                "join([], '-') == '' ~> true",
                "split('a,b,,c', ',')[2] == '' and length(split('a,b,,c', ',')) == 4 ~> true",
                "split('a(a+)+b', '(a+)+')[1] == 'b' ~> true",
                "round(ratio) == 1 and max(level, 5) == 5 ~> true",
                "lower(nothing) == null and length(nothing) == null and split(nothing, ',') == null ~> true",
                "contains(nothing, 'a') or starts_with(nothing, 'a') or ends_with(name, nothing) ~> false",
                "level > 2 ? lower(name) == 'alpha' : upper(name) == 'x' ~> true"
            })
    void framesPassIfTheConditionIsTrue(String condition, boolean passes) throws Exception {
        NodeBench bench = new NodeBench("FilterMetadata", Map.of("condition", condition)).metadata(FIELDS);
        assertThat(bench.heard()).hasSize(passes ? 1 : 0);
        assertThat(bench.outstanding()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "~>",
            value = {
                "nothing + 1 > 0 ~> + takes numbers, not null",
                "1 - nothing > 0 ~> - takes numbers, not null",
                "-nothing > 0 ~> - takes numbers, not null",
                "nothing * 2 > 0 ~> * takes numbers, not null",
                "level / nothing > 0 ~> / takes numbers, not null",
                "level % nothing > 0 ~> % takes numbers, not null",
                "name + nothing == 'a' ~> + takes texts, numbers and booleans, not null",
                "name + site == 'a' ~> + takes texts, numbers and booleans, not a map",
                "name - 1 > 0 ~> - takes numbers, not a text",
                "name > 1 ~> > takes two numbers or two texts, not a text and a number",
                "on < true ~> < takes two numbers or two texts, not true or false and true or false",
                "site == site ~> lists and maps are not compared",
                "level and on ~> true or false is needed, not a number",
                "name ? on : on ~> true or false is needed, not a text",
                "lower(level) == 'a' ~> lower takes a text, not a number",
                "join(name, ',') == 'a' ~> join takes a list, not a text",
                "join([site], ',') == 'a' ~> join takes texts, numbers and booleans, not a map",
                "split(name, '') == null ~> split takes a separator that is not empty",
                "substring(name, 0.5, 1) == '' ~> substring takes whole numbers for from and to, not a number",
                "abs(name) > 1 ~> a number is needed, not a text",
                "level ~> the condition gives a number, not true or false",
                "name ~> the condition gives a text, not true or false",
                "long + long == '' ~> a text has more than 65536 characters",
                "join([long, long], '') == '' ~> a text has more than 65536 characters",
                "length(split(long, 'é')) > 1 ~> a list has more than 10000 items",
                "contains(name, long) ~> contains looks for at most 256 characters"
            })
    void whatHasNoValueFailsThatFrame(String condition, String message) throws Exception {
        NodeBench bench = new NodeBench("FilterMetadata", Map.of("condition", condition));
        assertThatThrownBy(() -> bench.metadata(FIELDS))
                .isInstanceOf(ExpressionFailedException.class)
                .hasMessageStartingWith(message);
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void aFailureTellsItsPlace() {
        NodeBench bench = new NodeBench("FilterMetadata", Map.of("condition", "level > 1 and nothing + 1 > 0"));
        assertThatThrownBy(() -> bench.metadata(FIELDS)).hasMessageMatching(".*, at column (15|23)");
    }

    @Test
    void anotherConditionCountsFromTheNextFrameOn() throws Exception {
        NodeBench bench = new NodeBench("FilterMetadata", Map.of("condition", "level > 5")).metadata(FIELDS);
        bench.configure(Map.of("condition", "level < 5"));
        assertThat(bench.metadata(FIELDS).heard()).hasSize(1);
    }

    @Test
    void fieldsAreSetToValuesOfAnyKind() throws Exception {
        List<String> set = List.of(
                "name = lower(name)",
                "sum = level + 1",
                "whole = level",
                "flag = level > 1",
                "list = [name, 1, [true]]",
                "map = {'a': name, 'b': {'c': 1.5}}",
                "site.name = 'new'",
                "a.b-c.d = 1",
                "on = null",
                "nothing.deep = null",
                "parts = split('a b', ' ')");
        Map<String, Object> fields = mapped(Map.of("set", set), FIELDS);
        assertThat(fields)
                .containsEntry("name", "alpha")
                .containsEntry("sum", 4.0)
                .containsEntry("whole", 3L)
                .containsEntry("flag", true)
                .containsEntry("list", List.of("Alpha", 1L, List.of(true)))
                .containsEntry("map", Map.of("a", "Alpha", "b", Map.of("c", 1.5)))
                .containsEntry(
                        "site", Map.of("name", "new", "tags", List.of("x", "y", 3L), "content-type", "text/html"))
                .containsEntry("a", Map.of("b-c", Map.of("d", 1L)))
                .containsEntry("parts", List.of("a", "b"))
                .containsEntry("length", 12L)
                .doesNotContainKeys("on", "nothing");
    }

    @Test
    void fieldsAreKeptAndRemoved() throws Exception {
        assertThat(mapped(Map.of("keep", List.of("level", "site.name", "nothing.at.all")), FIELDS))
                .isEqualTo(Map.of("level", 3L, "site", Map.of("name", "b")));
        assertThat(mapped(Map.of("keep", List.of()), FIELDS)).isEmpty();
        assertThat(mapped(Map.of("remove", List.of("site.tags", "level", "name.x", "no.thing")), FIELDS))
                .containsEntry("site", Map.of("name", "b", "content-type", "text/html"))
                .doesNotContainKey("level")
                .hasSize(FIELDS.size() - 1);
        Map<String, Object> all =
                Map.of("keep", List.of("site", "level"), "remove", List.of("level"), "set", List.of("x = level"));
        assertThat(mapped(all, FIELDS)).containsOnlyKeys("site", "x").containsEntry("x", 3L);
    }

    @Test
    void framesThatAreSharedAndMapsInThemAreNotChanged() throws Exception {
        NodeBench bench = new NodeBench("MapMetadata", Map.of("set", List.of("site.name = 'new'", "level = 1")));
        Frame shared = bench.frame();
        shared.metadata().putAll(FIELDS);
        shared.addChannel("main", 1)[0] = 4;
        bench.give(shared.retain());
        assertThat(shared.metadata()).isEqualTo(FIELDS);
        assertThat(bench.heard().getFirst().metadata()).containsEntry("level", 1L);
        assertThat(bench.heard().getFirst().channel("main")).containsExactly(4);
        shared.release();
        assertThat(bench.outstanding()).isZero();
    }

    @Test
    void aFieldWithinWhatIsNoMapFailsAndChangesNothing() throws Exception {
        NodeBench bench = new NodeBench("MapMetadata", Map.of("set", List.of("a = 1", "name.first = 'x'")));
        Frame frame = bench.frame();
        frame.metadata().put("name", "Alpha");
        assertThatThrownBy(() -> bench.give(frame.retain()))
                .hasMessage("name.first cannot be set: name is a text, not a map");
        assertThat(frame.metadata()).isEqualTo(Map.of("name", "Alpha"));
        frame.release();
    }

    /// A list of the list before it, twice, would double with each node.
    @Test
    void whatIsThereTwiceCountsTwice() throws Exception {
        Object doubled = List.of("x");
        for (int i = 0; i < 11; i++) {
            doubled = mapped(Map.of("set", List.of("a = [a, a]")), Map.of("a", doubled))
                    .get("a");
        }
        Map<String, Object> large = Map.of("a", doubled);
        assertThatThrownBy(() -> mapped(Map.of("set", List.of("a = [[a, a], [a, a]]")), large))
                .hasMessage("values have more than 10000 items, 65536 characters or 16 levels");
        Object deep = "x";
        for (int i = 0; i < 17; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> nested = Map.of("a", deep);
        assertThatThrownBy(() -> mapped(Map.of("set", List.of("b = a")), nested))
                .hasMessageContaining("16 levels");
        List<String> texts = Collections.nCopies(2, "long");
        List<String> set = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            set.add("t" + i + " = " + texts.get(i));
        }
        assertThatThrownBy(() -> mapped(Map.of("set", set), FIELDS)).hasMessageContaining("65536 characters");
    }

    @Test
    void aListHasNoPlaceForNull() {
        assertThatThrownBy(() -> mapped(Map.of("set", List.of("a = [nothing]")), FIELDS))
                .hasMessage("a list has no place for null");
    }

    @Test
    void otherParametersCountFromTheNextFrameOn() throws Exception {
        NodeBench bench = new NodeBench("MapMetadata", Map.of("set", List.of("a = 1"), "keep", List.of()));
        bench.metadata(FIELDS);
        bench.configure(Map.of("set", List.of("b = 2"), "keep", List.of()));
        bench.metadata(FIELDS);
        assertThat(bench.heard())
                .extracting(NodeBench.Heard::metadata)
                .containsExactly(Map.of("a", 1L), Map.of("b", 2L));
    }

    @Test
    void parametersOfMapsAreChecked() {
        assertThat(NodeBench.faults("MapMetadata", Map.of()))
                .containsExactly("set is required where there is neither keep nor remove");
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("a.b = 1", "a = 2"))))
                .containsExactly("set sets a and a.b, of which one is in the other");
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of("a = 1", "a = 2"))))
                .hasSize(1);
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", Collections.nCopies(65, "a = 1"))))
                .containsExactly("set must be from 0 to 64 items");
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", "a = 1")))
                .containsExactly("set must be an array of strings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a == 1", "= 1", "a[0] = 1", "a..b = 1", "a. = 1", "a b = 1", "a.b.c.d.e.f.g.h.i = 1"})
    void whatIsNoAssignmentIsAFault(String text) {
        assertThat(NodeBench.faults("MapMetadata", Map.of("set", List.of(text))))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("set must "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a[0]", "a..b", "a b", "a.b.c.d.e.f.g.h.i"})
    void whatIsNoPathIsAFault(String path) {
        assertThat(NodeBench.faults("MapMetadata", Map.of("keep", List.of(path), "remove", List.of(path))))
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("keep must be names of"),
                        fault -> assertThat(fault).startsWith("remove must be names of"));
    }

    private static Map<String, Object> mapped(Map<String, Object> config, Map<String, Object> metadata)
            throws Exception {
        NodeBench bench = new NodeBench("MapMetadata", config).metadata(metadata);
        assertThat(bench.outstanding()).isZero();
        return bench.heard().getFirst().metadata();
    }
}
