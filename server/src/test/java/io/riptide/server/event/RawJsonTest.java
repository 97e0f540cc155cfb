package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RawJsonTest {
    @Test
    void aValueStandsInAnotherAsItIs() {
        byte[] inner = Json.object(json -> json.writeStringProperty("text", "Käse, \"日本\" \uD83D\uDE00\n"));

        byte[] outer = Json.object(json -> {
            json.writeNumberProperty("before", 1);
            json.writeName("value");
            RawJson.write(json, inner);
            json.writeNumberProperty("after", 2);
        });

        assertThat(new String(outer, UTF_8))
                .isEqualTo("{\"before\":1,\"value\":" + new String(inner, UTF_8) + ",\"after\":2}");
    }

    @Test
    void aValueBesideHalfACharacterStandsAsItIsToo() {
        byte[] inner = Json.object(json -> json.writeStringProperty("text", "日本"));

        byte[] outer = Json.object(json -> {
            json.writeName("value");
            RawJson.write(json, inner);
            json.writeStringProperty("half", "a\uD83Db");
        });

        assertThat(new String(outer, UTF_8)).isEqualTo("{\"value\":{\"text\":\"日本\"},\"half\":\"a\ufffdb\"}");
    }

    @Property(tries = 60)
    void anySizeFits(@ForAll @IntRange(max = 40_000) int length, @ForAll @IntRange(max = 9_000) int before) {
        byte[] inner = Json.value(json -> json.writeString("é".repeat(length)));

        byte[] outer = Json.object(json -> {
            json.writeStringProperty("before", "x".repeat(before));
            json.writeName("value");
            RawJson.write(json, inner);
        });

        assertThat(Json.readOwn(outer).path("value").asString()).hasSize(length);
        assertThat(outer).hasSize("{\"before\":\"\",\"value\":}".length() + before + inner.length);
    }
}
