package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
    private static final String GET = "GET /p/0 HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void everyPageIsAnArticleOfSome23KilobytesAndSixtyLinks() {
        for (int page = 0; page < 1_000; page += 37) {
            byte[] html = Pages.html(page);
            assertThat(html).hasSizeBetween(21_000, 25_000).isEqualTo(Pages.html(page));
            Document document = Jsoup.parse(new String(html, UTF_8), "http://site/");
            assertThat(document.title()).isEqualTo(Pages.title(page));
            assertThat(document.select("a[href]")).hasSize(60);
            assertThat(document.select("article p a[href]")).hasSizeGreaterThanOrEqualTo(Pages.LINKS_MIN);
            assertThat(document.select("article").text()).hasSizeGreaterThan(Pages.TEXT_CHARS_MIN);
            assertThat(document.select("nav, h2, table tr, footer")).hasSizeGreaterThan(10);
        }
    }

    @Test
    void noTwoPagesAreTheSame() {
        assertThat(Pages.html(1)).isNotEqualTo(Pages.html(2));
    }

    @Test
    void otherPagesAreServedAlike() throws IOException, InterruptedException {
        List<byte[]> pages = List.of("<p>one".getBytes(UTF_8), "<p>two".getBytes(UTF_8));
        try (PageServer server = PageServer.start(0, pages);
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, server, "/p/1").body()).isEqualTo(pages.get(1));
            assertThat(get(client, server, "/p/2").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void pagesAreServedAndNothingElse() throws IOException, InterruptedException {
        try (PageServer server = PageServer.start(0, 3);
                HttpClient client = HttpClient.newHttpClient()) {
            for (int page = 0; page < 3; page++) {
                HttpResponse<byte[]> response = get(client, server, "/p/" + page);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
                assertThat(response.body()).isEqualTo(Pages.html(page));
            }
            for (String path : List.of("/p/3", "/p/", "/p/1x", "/p/99999999999", "/", "/robots.txt")) {
                assertThat(get(client, server, path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(get(client, server, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<byte[]> get(HttpClient client, PageServer server, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.base().resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void requestsInOneReadAreAnsweredInOrder() {
        ByteBuf page = PageServer.answer("200 OK", Pages.html(0));
        EmbeddedChannel channel = new EmbeddedChannel(new PageHandler(List.of(page)));
        channel.writeInbound(ascii(GET + "GET /none HTTP/1.1\r\n\r\n" + GET + "PUT /p/0 HTTP/1.1\r\n\r\n"));
        assertThat(statuses(channel)).containsExactly("200 OK", "404 Not Found", "200 OK", "400 Bad Request");
        channel.close();
        assertThat(page.refCnt()).as("answers gave back what they took").isOne();
        page.release();
    }

    @Test
    void aRequestMayBeTornAnywhere() {
        ByteBuf page = PageServer.answer("200 OK", Pages.html(0));
        for (int cut = 1; cut < GET.length(); cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new PageHandler(List.of(page)));
            channel.writeInbound(ascii(GET.substring(0, cut)));
            assertThat(channel.outboundMessages()).isEmpty();
            channel.writeInbound(ascii(GET.substring(cut)));
            assertThat(statuses(channel)).containsExactly("200 OK");
            channel.close();
        }
        page.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {8 * 1024 + 1, 64 * 1024})
    void aHeadWithoutEndClosesTheConnection(int length) {
        EmbeddedChannel channel = new EmbeddedChannel(new PageHandler(List.of()));
        channel.writeInbound(ascii("a".repeat(length)));
        assertThat(channel.isOpen()).isFalse();
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static List<String> statuses(EmbeddedChannel channel) {
        channel.flush();
        List<String> statuses = channel.outboundMessages().stream()
                .map(ByteBuf.class::cast)
                .map(answer -> answer.toString(US_ASCII).lines().findFirst().orElse(""))
                .map(line -> line.substring("HTTP/1.1 ".length()))
                .toList();
        channel.releaseOutbound();
        return statuses;
    }
}
