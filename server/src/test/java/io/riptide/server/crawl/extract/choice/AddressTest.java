package io.riptide.server.crawl.extract.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void hostAndPathGiveWords() {
        Address address = Address.of("https://Forum.example.org:8080/viewtopic.php?f=20&t=shop#blog");
        assertThat(address.words()).contains("forum", "example", "viewtopic").doesNotContain("shop", "blog");
    }

    @Test
    void headlineGivesNoWords() {
        Address address = Address.of("https://example.org/blog/why-every-forum-needs-a-shop");
        assertThat(address.words()).contains("blog").doesNotContain("forum", "shop");
        assertThat(address.joints()).isEqualTo(5);
    }

    @Test
    void segmentsAreWhole() {
        Address address = Address.of("https://example.org/collections/all//shoes/");
        assertThat(address.path()).containsExactly("collections", "all", "shoes");
        assertThat(address.hasSegment(Set.of("collections"))).isTrue();
        assertThat(address.hasSegment(Set.of("collection"))).isFalse();
    }

    @Test
    void hostAloneIsHome() {
        assertThat(Address.of("https://example.org").isHome()).isTrue();
        assertThat(Address.of("https://example.org/?q=1").isHome()).isTrue();
        assertThat(Address.of("https://example.org/a").isHome()).isFalse();
    }

    @Test
    void yearIsASegmentOfItsOwn() {
        assertThat(Address.of("https://example.org/2024/05/story").hasYear()).isTrue();
        assertThat(Address.of("https://example.org/top-10-of-2024").hasYear()).isFalse();
    }

    @Test
    void anyTextIsTaken() {
        assertThat(Address.of("").isHome()).isTrue();
        assertThat(Address.of("?#/:").path()).isEmpty();
    }
}
