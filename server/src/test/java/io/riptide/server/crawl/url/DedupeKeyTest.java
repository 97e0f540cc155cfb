package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupeKeyTest {
    @ParameterizedTest
    @CsvSource({
        "http://a.example/p, http://a.example/p",
        "http://a.example/p?utm_source=x, http://a.example/p",
        "http://a.example/p?UTM_Campaign=x&id=7&gclid=1, http://a.example/p?id=7",
        "http://a.example/p?id=7&utm_source=a&page=2, http://a.example/p?id=7&page=2",
        "http://a.example/p?fbclid, http://a.example/p",
        "http://a.example/p?, http://a.example/p?",
        "http://a.example/p?utm=1, http://a.example/p?utm=1",
        "http://a.example/p?x=utm_source, http://a.example/p?x=utm_source",
        "http://A.example:80/./p#part, http://a.example/p"
    })
    void whatOnlySaysWhenceAVisitorCameIsLeftOut(String url, String key) throws Exception {
        assertThat(DedupeKey.of(WebUrl.parse(url))).isEqualTo(key);
    }
}
