package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.testing.EverySplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoderFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final int CONNECTION_ROUNDS = 2_000;
    private static final HttpLimits LIMITS = HttpLimits.standard();
    private static final String SPICE = "\r\n\t\u0000 :;,=\"\\0159afxA-+/?%#*\u007f\u0080\u00ff\u000b";
    private static final String[] SEEDS = {
        "GET /a?b=c HTTP/1.1\r\nHost: a:80\r\nConnection: keep-alive, x\r\n\r\n",
        "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nExpect: 100-continue\r\n\r\n",
    };

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void mutatedRequestsAreReadAlikeForEverySplit() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = mutated();
            List<String> whole = DecoderTrace.of(LIMITS, List.of(request));
            String text = "seed " + seed + " round " + round + ": " + new String(request, ISO_8859_1);
            assertThat(DecoderTrace.of(LIMITS, pieces(request))).as(text).isEqualTo(whole);
            assertThat(DecoderTrace.of(LIMITS, EverySplit.oneByOne(request)))
                    .as(text)
                    .isEqualTo(whole);
        }
    }

    @Test
    void mutatedRequestsGetOneAnswerEachAndOneRefusalAtMost() {
        for (int round = 0; round < CONNECTION_ROUNDS; round++) {
            byte[] request = mutated();
            String text = "seed " + seed + " round " + round + ": " + new String(request, ISO_8859_1);
            Echo echo = new Echo();
            EmbeddedChannel channel = new EmbeddedChannel(new HttpConnectionHandler(LIMITS, echo));
            for (byte[] piece : pieces(request)) {
                if (channel.isOpen()) {
                    channel.writeInbound(Unpooled.wrappedBuffer(piece));
                }
            }
            assertThat(echo.faults.size()).as(text).isLessThanOrEqualTo(1);
            assertThat(!echo.faults.isEmpty() && channel.isOpen()).as(text).isFalse();
            channel.checkException();
            channel.finishAndReleaseAll();
            List<String> trace = DecoderTrace.of(LIMITS, List.of(request));
            trace.removeIf("incomplete"::equals);
            List<String> seen = new ArrayList<>(echo.requests);
            seen.addAll(echo.faults);
            assertThat(trace.subList(0, seen.size())).as(text).isEqualTo(seen);
        }
    }

    private byte[] mutated() {
        StringBuilder request = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
        for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
            int at = random.nextInt(request.length());
            char octet =
                    random.nextInt(4) == 0 ? (char) random.nextInt(256) : SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(5)) {
                case 0 -> request.setCharAt(at, octet);
                case 1 -> request.insert(at, octet);
                case 2 -> request.deleteCharAt(at);
                case 3 ->
                    request.insert(at, request.substring(at, Math.min(request.length(), at + random.nextInt(40))));
                default -> request.delete(at, Math.min(request.length() - 1, at + random.nextInt(8)));
            }
        }
        return request.toString().getBytes(ISO_8859_1);
    }

    private List<byte[]> pieces(byte[] request) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < request.length) {
            int end = Math.min(request.length, at + 1 + random.nextInt(30));
            pieces.add(Arrays.copyOfRange(request, at, end));
            at = end;
        }
        return pieces;
    }
}
