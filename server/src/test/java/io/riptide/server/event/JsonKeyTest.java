package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /key       | {"key":"a","v":1}              | {"v":2,"key":"a"}
            /a/b       | {"a":{"x":[1,{"b":9}],"b":7}}  | {"b":8,"a":{"b":7}}
            /a/1       | {"a":[1,"two",3]}              | {"a":[[],"two"]}
            /a~1b      | {"a/b":true}                   | {"x":0,"a/b":true}
            /o         | {"o":{"p":[1,2]}}              | {"q":1,"o":{"p":[1,2]}}
            /n         | {"n":null}                     | {"m":1,"n":null}
            /missing   | {"key":"a"}                    | {"key":"b"}
            /a/b       | {"a":5}                        | {"a":[5]}
            """)
    void eventsWithTheSameValueThereHaveTheSameKey(String pointer, String one, String other) {
        assertThat(key(pointer, one)).isEqualTo(key(pointer, other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /key       | {"key":"a"}           | {"key":"b"}
            /key       | {"key":1}             | {"key":"1"}
            /key       | {"key":"a"}           | {"other":"a"}
            /a/b       | {"a":{"b":1}}         | {"a":{"b":12}}
            /a/1       | {"a":[1,2]}           | {"a":[2,1]}
            /o         | {"o":{"p":[1,2]}}     | {"o":{"p":[1,3]}}
            """)
    void eventsWithOtherValuesThereHaveOtherKeys(String pointer, String one, String other) {
        assertThat(key(pointer, one)).isNotEqualTo(key(pointer, other));
    }

    @Test
    void manyKeysDoNotCollide() {
        JsonKey key = new JsonKey("/key");
        LongHashSet seen = new LongHashSet(500_000);
        for (int i = 0; i < 300_000; i++) {
            assertThat(seen.add(of(key, "{\"key\":" + i + "}"))).isTrue();
        }
    }

    @Test
    void whatIsNoJsonHasNoKeyAndWhatIsNoPointerIsRefused() {
        assertThat(key("/key", "tide")).isZero();
        assertThat(key("/key", "{\"key\":")).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonKey("key"));
    }

    private static long key(String pointer, String json) {
        return of(new JsonKey(pointer), json);
    }

    private static long of(JsonKey key, String json) {
        byte[] bytes = ("...." + json + "....").getBytes(UTF_8);
        return key.of(new UnsafeBuffer(bytes), 4, bytes.length - 8);
    }
}
