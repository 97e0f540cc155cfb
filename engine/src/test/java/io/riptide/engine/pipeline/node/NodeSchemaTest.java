package io.riptide.engine.pipeline.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSchemaTest {
    private static final NodeSchema SCHEMA = NodeSchema.EMPTY.withOptionalTexts("names", 2, "Some names.");

    private final List<String> told = new ArrayList<>();

    @Test
    void optionalTextsMayBeLeftOut() {
        assertThat(check(Map.of()).has("names")).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void optionalTextsMayBeNoneOrSome() {
        assertThat(check(Map.of("names", List.of())).texts("names")).isEmpty();
        assertThat(check(Map.of("names", List.of("a", "b"))).texts("names")).containsExactly("a", "b");
        assertThat(told).isEmpty();
    }

    @Test
    void optionalTextsAreBoundedAndTexts() {
        check(Map.of("names", List.of("a", "b", "c")));
        check(Map.of("names", List.of(1)));
        check(Map.of("names", "a"));
        assertThat(told)
                .containsExactly(
                        "names must be from 0 to 2 items",
                        "names must be an array of strings",
                        "names must be an array of strings");
    }

    private NodeConfig check(Map<String, Object> given) {
        return SCHEMA.check(given, new NodeSchema.Faults() {
            @Override
            public void wrong(String name, String detail) {
                told.add(name + " " + detail);
            }

            @Override
            public void unknown(String name, List<String> known) {
                told.add(name + " unknown");
            }
        });
    }
}
