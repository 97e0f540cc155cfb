package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What goes out, frame by frame, and answers in shapes that servers' libraries do not make.
class Http2RequestTest {
    private static final int END_STREAM = Http2Peer.END_STREAM;

    private final AhcFetcher fetcher = FetcherFixture.fetcher(
            TlsFixture.trusting(), LOOPBACK_ALLOWED, FetcherFixture.names(Map.of("good.test", "127.0.0.1")));

    @AfterEach
    void close() {
        fetcher.close();
    }

    private FetchedPage pageFrom(Http2Peer.Conversation conversation) throws Exception {
        try (RawSite site = Http2Peer.site(conversation)) {
            return pageOf(fetcher, site.url("https://good.test:", "/"));
        }
    }

    @Test
    void settingsForbidPushesAndBoundHeadsAndWindow() throws Exception {
        BlockingQueue<Map<Integer, Integer>> seen = new LinkedBlockingQueue<>();
        pageFrom(peer -> {
            ByteBuffer payload = ByteBuffer.wrap(peer.read(Http2Peer.SETTINGS).payload());
            Map<Integer, Integer> settings = new HashMap<>();
            while (payload.hasRemaining()) {
                settings.put((int) payload.getShort(), payload.getInt());
            }
            seen.add(settings);
            peer.answer(peer.request(), "x");
            peer.untilGone();
        });
        // ENABLE_PUSH, INITIAL_WINDOW_SIZE, MAX_HEADER_LIST_SIZE: RFC 9113, section 6.5.2
        assertThat(seen.take()).containsEntry(2, 0).containsEntry(4, 1 << 20).containsEntry(6, 8_192);
    }

    @Test
    void theHeadHasPseudoFieldsAndNothingOfTheConnection() throws Exception {
        BlockingQueue<Http2Headers> seen = new LinkedBlockingQueue<>();
        try (RawSite site = Http2Peer.site(peer -> {
            Http2Peer.Frame headers = peer.read(Http2Peer.HEADERS);
            seen.add(peer.head(headers));
            assertThat(headers.flags() & END_STREAM).isNotZero();
            peer.answer(headers.stream(), "x");
            peer.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/a?b"))
                    .withHeaders(new HeaderFields(
                            List.of(new HeaderField("If-None-Match", "\"1\""), new HeaderField("Cookie", "a=b; c=d"))));
            page(fetcher.fetch(request));

            Http2Headers head = seen.take();
            assertThat(head.method()).hasToString("GET");
            assertThat(head.scheme()).hasToString("https");
            assertThat(head.authority()).hasToString("good.test:" + site.port());
            assertThat(head.path()).hasToString("/a?b");
            assertThat(head.get("user-agent")).hasToString("t");
            assertThat(head.get("accept-encoding")).hasToString("gzip, deflate, br, zstd");
            assertThat(head.get("if-none-match")).hasToString("\"1\"");
            assertThat(head.getAll("cookie")).extracting(CharSequence::toString).containsExactly("a=b", "c=d");
            assertThat(head.names())
                    .extracting(CharSequence::toString)
                    .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)))
                    .doesNotContain("host", "connection", "transfer-encoding", "keep-alive", "upgrade", "te");
        }
    }

    @Test
    void secretsStayOutOfTheTable() throws Exception {
        BlockingQueue<String> blocks = new LinkedBlockingQueue<>();
        try (RawSite site = Http2Peer.site(peer -> {
            Http2Peer.Frame headers = peer.read(Http2Peer.HEADERS);
            blocks.add(HexFormat.of().formatHex(headers.payload()));
            peer.answer(headers.stream(), "x");
            peer.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/"))
                    .withHeaders(new HeaderFields(
                            List.of(new HeaderField("Authorization", "Basic abc"), new HeaderField("Cookie", "a=b"))));
            page(fetcher.fetch(request));

            // Never indexed (RFC 7541, section 6.2.3): 1111 after 0001, then 23 and 32 of the static table, less 15.
            assertThat(blocks.take()).contains("1f08").contains("1f11");
        }
    }

    @Test
    void aBodyWaitsForTheWindow() throws Exception {
        BlockingQueue<Integer> pieces = new LinkedBlockingQueue<>();
        try (RawSite site = Http2Peer.silentSite(peer -> {
            peer.set(4, 10); // INITIAL_WINDOW_SIZE
            int stream = peer.request();
            int length = 0;
            boolean isWhole = false;
            while (!isWhole) {
                Http2Peer.Frame data = peer.read(Http2Peer.DATA);
                length += data.payload().length;
                pieces.add(data.payload().length);
                isWhole = (data.flags() & END_STREAM) != 0;
                // After the settings are known, no piece is larger than what is granted here.
                peer.say(Http2Peer.WINDOW_UPDATE, 0, stream, Http2Peer.number(10));
                if (length > 10_000) {
                    peer.say(Http2Peer.WINDOW_UPDATE, 0, stream, Http2Peer.number(1 << 20));
                    peer.say(Http2Peer.WINDOW_UPDATE, 0, 0, Http2Peer.number(1 << 20));
                }
            }
            peer.answer(stream, Integer.toString(length));
            peer.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/"))
                    .withBody(new RequestBody("text/plain", new byte[200_000]));
            assertThat(text(page(fetcher.fetch(request)))).isEqualTo("200000");
            assertThat(pieces).hasSizeGreaterThan(2);
        }
    }

    @Test
    void interimAnswersArePassedOver() throws Exception {
        FetchedPage page = pageFrom(peer -> {
            int stream = peer.request();
            peer.head(0, stream, ":status", "103", "link", "</a.css>");
            peer.head(0, stream, ":status", "100");
            peer.answer(stream, "final");
            peer.untilGone();
        });
        assertThat(page.status()).isEqualTo(200);
        assertThat(text(page)).isEqualTo("final");
    }

    @Test
    void framesOfUnknownTypesMeanNothing() throws Exception {
        FetchedPage page = pageFrom(peer -> {
            int stream = peer.request();
            for (int about : new int[] {0, stream, 1, stream + 96}) {
                peer.say(0x42, 0xFF, about, new byte[100]);
            }
            peer.head(0, stream, ":status", "200");
            peer.say(0x42, 0xFF, stream, new byte[100]);
            peer.say(Http2Peer.DATA, END_STREAM, stream, (byte) 'x');
            peer.untilGone();
        });
        assertThat(text(page)).isEqualTo("x");
    }

    @Test
    void trailersEndABody() throws Exception {
        FetchedPage page = pageFrom(peer -> {
            int stream = peer.request();
            peer.head(0, stream, ":status", "200", "content-length", "3");
            peer.say(Http2Peer.DATA, 0, stream, (byte) 'a', (byte) 'b', (byte) 'c');
            peer.head(END_STREAM, stream, "x-sum", "1");
            peer.untilGone();
        });
        assertThat(text(page)).isEqualTo("abc");
        assertThat(page.headers().first("x-sum")).isEmpty();
    }

    @Test
    void paddingIsNoContentButTakesOfTheWindow() throws Exception {
        int rounds = 12_000; // 3 MiB of padding, more than a window
        FetchedPage page = pageFrom(peer -> {
            long credit = 65_535;
            Http2Peer.Frame frame = peer.read();
            for (; frame.type() != Http2Peer.HEADERS; frame = peer.read()) {
                credit += granted(frame);
            }
            int stream = frame.stream();
            peer.head(0, stream, ":status", "200");
            byte[] padded = new byte[257];
            padded[0] = (byte) 255;
            padded[1] = 'x';
            for (int i = 0; i < rounds; i++) {
                peer.say(Http2Peer.DATA, 8, stream, padded); // PADDED
                credit -= padded.length;
                while (credit < padded.length) {
                    credit += granted(peer.read());
                }
            }
            peer.say(Http2Peer.DATA, END_STREAM, stream);
            peer.untilGone();
        });
        assertThat(page.wireBytes()).isEqualTo(rounds);
    }

    /// What the whole connection may carry more.
    private static int granted(Http2Peer.Frame frame) {
        boolean isOfConnection = frame.type() == Http2Peer.WINDOW_UPDATE && frame.stream() == 0;
        return isOfConnection ? ByteBuffer.wrap(frame.payload()).getInt() : 0;
    }

    @Test
    void aSlowHeadCountsFromItsFirstBytes() throws Exception {
        byte[] block = Http2Peer.block(":status", "200", "x-a", "b");
        byte[] frame = Http2Peer.frame(Http2Peer.HEADERS, Http2Peer.END_HEADERS | END_STREAM, 3, block);
        try (RawSite site = Http2Peer.site(peer -> {
            peer.request();
            peer.say(Http2Peer.PING, 0, 0, new byte[8]);
            peer.sayRaw(Arrays.copyOf(frame, frame.length - 1));
            peer.untilGone();
        })) {
            FetchLimits limits = FetchLimits.STANDARD.withPhaseTimeoutsMs(30_000, 300, 30_000);
            FetchFailure failure = FetcherFixture.failure(fetcher.fetch(
                    FetchRequest.of(site.url("https://good.test:", "/")).withLimits(limits)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("reading the head");
            assertThat(failure.timings().downloadNs()).isPositive();
        }
    }

    @Test
    void framesOfTheConnectionAreNoFirstByte() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            peer.request();
            peer.say(Http2Peer.PING, 0, 0, new byte[8]);
            peer.say(Http2Peer.WINDOW_UPDATE, 0, 0, Http2Peer.number(1));
            peer.untilGone();
        })) {
            FetchLimits limits = FetchLimits.STANDARD.withPhaseTimeoutsMs(30_000, 300, 30_000);
            FetchFailure failure = FetcherFixture.failure(fetcher.fetch(
                    FetchRequest.of(site.url("https://good.test:", "/")).withLimits(limits)));
            assertThat(failure.message()).contains("waiting for the first byte took too long");
            assertThat(failure.timings().downloadNs()).isZero();
            site.clientLeft().await();
        }
    }
}
