package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.Document.Link;
import io.riptide.server.crawl.extract.Document.Media;
import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorsTest {
    @Test
    void linksOfTheWholePageAreListed() {
        Document page = Pages.article("""
                <nav><a href="/home" rel="home  nofollow">Home</a></nav>
                <main><p><a href="a?b#c">One <b>two</b></a> <a href="https://Other.example">Other</a></p></main>
                <footer><a href="mailto:x@y">mail</a><a href="javascript:x()">script</a><a name=x>none</a></footer>
                """);
        assertThat(page.links())
                .containsExactly(
                        new Link("https://example.org/home", "Home", "home nofollow"),
                        new Link("https://example.org/dir/a?b#c", "One two", ""),
                        new Link("https://other.example/", "Other", ""));
    }

    @Test
    void eachAddressIsListedOnceWithItsFirstText() {
        Document page =
                Pages.article("<a href=/x><img src=i.png></a><a href=/y>y</a><a href=/x>text</a><a href=/x>more</a>");
        assertThat(page.links())
                .containsExactly(
                        new Link("https://example.org/x", "text", ""), new Link("https://example.org/y", "y", ""));
    }

    @Test
    void linkThatMayBeFollowedIsNotNofollow() {
        assertThat(Pages.article("<a href=/x rel='nofollow ugc'>x</a><a href=/x>y</a><a href=/x rel=nofollow>z</a>")
                        .links())
                .containsExactly(new Link("https://example.org/x", "x", "ugc"));
        assertThat(Pages.article("<a href=/x rel=nofollow>x</a><a href=/x rel=NoFollow>y</a>")
                        .links())
                .containsExactly(new Link("https://example.org/x", "x", "nofollow"));
    }

    @Test
    void linksBeyondTheBoundAreThereForWhoeverFollowsThem() {
        String html = IntStream.range(0, 51_000)
                .mapToObj("<a href=/%d>x</a>"::formatted)
                .collect(Collectors.joining());
        Document page = Pages.article(html);
        assertThat(page.links()).hasSize(2_000);
        assertThat(page.unlisted()).hasSize(48_000).first().isEqualTo(new Link("https://example.org/2000", "x", ""));
        assertThat(page.truncated()).isTrue();
    }

    @Test
    void aLongBaseMakesNoMoreOfLinksThanThereIsRoomFor() {
        String html = "<base href='https://example.org/" + "a".repeat(2_000) + "/'>"
                + IntStream.range(0, 10_000)
                        .mapToObj("<a href=%d>x</a>"::formatted)
                        .collect(Collectors.joining());
        Document page = Pages.article(html);
        assertThat(page.links()).hasSize(2_000);
        assertThat(page.unlisted()).hasSizeBetween(2_000, 2_200);
    }

    @Test
    void imagesInsideLinksGiveTheirAlternative() {
        assertThat(Pages.article("<a href=/x><img src=i alt='The logo'></a>").links())
                .containsExactly(new Link("https://example.org/x", "The logo", ""));
    }

    @Test
    void framesAndAreasAreLinks() {
        Document page = Pages.article("<frameset><frame src=/menu title=Menu><frame src=/main>"
                + "<noframes><body>Go <a href=/in>in</a></body></noframes></frameset>");
        assertThat(page.links())
                .containsExactly(
                        new Link("https://example.org/menu", "Menu", ""),
                        new Link("https://example.org/main", "", ""),
                        new Link("https://example.org/in", "in", ""));
        assertThat(page.text()).isEqualTo("Go in");
        assertThat(Pages.article("<map><area href=/a alt=A></map>").links())
                .containsExactly(new Link("https://example.org/a", "A", ""));
        assertThat(Pages.article("<iframe src=/all></iframe>").links())
                .containsExactly(new Link("https://example.org/all", "", ""));
        assertThat(Pages.article("<p>Text</p><iframe src=/video></iframe>").links())
                .isEmpty();
    }

    @Test
    void hiddenLinksAreTraps() {
        assertThat(Pages.article("<div style='display:none'><a href=/trap>x</a></div>")
                        .links())
                .isEmpty();
    }

    @Test
    void linksAndMediaAreBounded() throws Exception {
        String html = IntStream.range(0, 100)
                .mapToObj(i -> "<a href=/%d>x</a><img src=/%<d.png>".formatted(i))
                .collect(Collectors.joining());
        var small = new JsoupExtractor(new ExtractLimits(1_000_000, 10, 5, 60_000));
        Document page = small.extract(
                Pages.html(html),
                new ExtractOptions(ExtractMode.FULL, EnumSet.of(ExtractFormat.LINKS, ExtractFormat.MEDIA)));
        assertThat(page.links()).hasSize(10);
        assertThat(page.media()).hasSize(5);
        assertThat(page.truncated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img data-lazy=/i.png>",
                "<img src=/blank.gif lazy-src=/i.png>",
                "<img src=data:image/gif;base64,AAAA nitro-lazy-src=/i.png>",
                "<img data-original-src=/i.png>",
                "<img src=data:image/gif;base64,AAAA data-srcset='/s.png 100w, /i.png 200w'>",
                "<img src=/img/placeholder.svg srcset='/s,1.png, /i.png 2x'>",
                "<img src=/i.png srcset='/s.png 2x'>",
                "<picture><source type=image/webp srcset='/s.png 1x,/i.png 2x'><source srcset=/t.png><img></picture>",
                "<img src=/spacer.gif><noscript><img src=/i.png></noscript>",
                "<body><noscript><img srcset='/i.png 2x'></noscript><img src=data:image/gif;base64,AAAA>"
            })
    void allFormatsFindTheImage(String html) {
        Document page = Pages.article(html);
        assertThat(page.media()).extracting(Media::url).containsExactly("https://example.org/i.png");
        assertThat(page.markdown()).isEqualTo("![](https://example.org/i.png)");
        assertThat(page.html()).contains("<img src=\"https://example.org/i.png\">");
    }

    @Test
    void placeholderIsBetterThanNothing() {
        assertThat(Pages.article("<img src=/blank.gif>").media())
                .extracting(Media::url)
                .containsExactly("https://example.org/blank.gif");
    }

    @Test
    void mediaAreOfTheirKind() {
        Document page = Pages.article("""
                <img src=a.png alt="An image"><img srcset="b.png 1x, c.png 2x"><img src=a.png>
                <video src=/v.mp4 title=V></video><audio><source src=/s.ogg><p>no audio</p></audio>
                <iframe src="//video.example/1" title="Clip"></iframe><object data=o.swf></object>
                """);
        assertThat(page.media())
                .containsExactly(
                        new Media("https://example.org/dir/a.png", "image", "An image"),
                        new Media("https://example.org/dir/c.png", "image", ""),
                        new Media("https://example.org/v.mp4", "video", "V"),
                        new Media("https://example.org/s.ogg", "audio", ""),
                        new Media("https://video.example/1", "embed", "Clip"),
                        new Media("https://example.org/dir/o.swf", "embed", ""));
        assertThat(page.text()).isEmpty();
    }
}
