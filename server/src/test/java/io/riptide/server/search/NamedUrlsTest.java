package io.riptide.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.url.WebUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedUrlsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            see http://h/x,y;z?a=1,2 and go  | http://h/x,y;z?a=1,2
            (http://h/p), or HTTP://h/up     | http://h/p http://h/up
            it is http://h/dot.              | http://h/dot
            http://h/wiki/Tide_(sea)         | http://h/wiki/Tide_(sea)
            "https://h/quoted"!              | https://h/quoted
            no address, ftp://h/             | ''
            """)
    void urlsAreFoundAmongTheSignsOfASentence(String query, String urls) {
        assertThat(String.join(
                        " ", NamedUrls.in(query).stream().map(WebUrl::href).toList()))
                .isEqualTo(urls);
    }
}
