package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.testing.EverySplit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RequestVectorTest {
    private static final HttpLimits LIMITS = HttpLimits.standard();

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @TestFactory
    Stream<DynamicTest> requestLinesAreReadByTheLetter() {
        return decoded(StartLineVectors.requestLines());
    }

    @TestFactory
    Stream<DynamicTest> targetsAreReadByTheLetter() {
        return decoded(StartLineVectors.targets());
    }

    @TestFactory
    Stream<DynamicTest> hostsAreReadByTheLetter() {
        return decoded(StartLineVectors.hosts());
    }

    @TestFactory
    Stream<DynamicTest> fieldLinesAreReadByTheLetter() {
        return decoded(FramingVectors.fields());
    }

    @TestFactory
    Stream<DynamicTest> contentLengthsAreReadByTheLetter() {
        return decoded(FramingVectors.lengths());
    }

    @TestFactory
    Stream<DynamicTest> transferCodingsAreReadByTheLetter() {
        return decoded(FramingVectors.codings());
    }

    @TestFactory
    Stream<DynamicTest> chunksAreReadByTheLetter() {
        return decoded(FramingVectors.chunks());
    }

    @TestFactory
    Stream<DynamicTest> connectionsPersistByTheLetter() {
        return answered(FramingVectors.connections(), RequestVectorTest::isAnsweredOnce);
    }

    @TestFactory
    Stream<DynamicTest> everyRequestHasOneAnswerAndRefusalsEndTheConnection() {
        return answered(all(), RequestVectorTest::isAnsweredOnce);
    }

    /// What we accept, a lenient reader must understand the same way: otherwise something could be smuggled
    /// past it.
    @TestFactory
    Stream<DynamicTest> whatIsAcceptedIsReadAlikeByAnotherDecoder() {
        return answered(
                all().stream().filter(vector -> !vector.closes()).toList(), RequestVectorTest::isReadAlikeByNetty);
    }

    @Test
    void httpsTargetsAreServedOverTls() {
        byte[] request = "GET https://a/x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);
        assertThat(DecoderTrace.of(LIMITS, true, List.of(request))).containsExactly("GET https://a/x");
    }

    @Test
    void thereAreManyVectors() {
        assertThat(all()).hasSizeGreaterThan(700);
    }

    private static List<RequestVector> all() {
        List<RequestVector> all = new ArrayList<>(StartLineVectors.requestLines());
        all.addAll(StartLineVectors.targets());
        all.addAll(StartLineVectors.hosts());
        all.addAll(FramingVectors.fields());
        all.addAll(FramingVectors.lengths());
        all.addAll(FramingVectors.codings());
        all.addAll(FramingVectors.chunks());
        all.addAll(FramingVectors.connections());
        return all;
    }

    private static Stream<DynamicTest> decoded(List<RequestVector> vectors) {
        return answered(vectors, RequestVectorTest::isDecodedAlikeForEverySplit);
    }

    private static Stream<DynamicTest> answered(List<RequestVector> vectors, Consumer<RequestVector> check) {
        return vectors.stream().map(vector -> DynamicTest.dynamicTest(vector.name(), () -> check.accept(vector)));
    }

    private static void isDecodedAlikeForEverySplit(RequestVector vector) {
        List<String> lines = EverySplit.of(vector.octets(), pieces -> DecoderTrace.of(LIMITS, pieces));
        assertThat(lines).hasSameSizeAs(vector.answers());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith(vector.answers().get(i));
        }
    }

    private static void isAnsweredOnce(RequestVector vector) {
        List<byte[]> bits =
                vector.bytes().length() > 2048 ? List.of(vector.octets()) : EverySplit.oneByOne(vector.octets());
        for (List<byte[]> pieces : List.of(List.of(vector.octets()), bits)) {
            EmbeddedChannel channel = new EmbeddedChannel(new HttpConnectionHandler(LIMITS, new Echo()));
            for (byte[] piece : pieces) {
                if (channel.isOpen()) {
                    channel.writeInbound(Unpooled.wrappedBuffer(piece));
                }
            }
            List<String> answers = Answer.all(allOutbound(channel));
            assertThat(channel.isOpen()).isEqualTo(!vector.closes());
            channel.finishAndReleaseAll();
            assertThat(answers).hasSameSizeAs(vector.answers());
            for (int i = 0; i < answers.size(); i++) {
                String expected = vector.answers().get(i);
                boolean isRefusal = expected.matches("\\d{3}");
                String close = i == answers.size() - 1 && vector.closes() ? " (close)" : "";
                assertThat(answers.get(i)).startsWith(isRefusal ? expected + close : "200" + close + " " + expected);
            }
        }
    }

    private static String allOutbound(EmbeddedChannel channel) {
        StringBuilder out = new StringBuilder();
        @Nullable ByteBuf bytes;
        while ((bytes = channel.readOutbound()) != null) {
            out.append(bytes.toString(ISO_8859_1));
            bytes.release();
        }
        return out.toString();
    }

    private static void isReadAlikeByNetty(RequestVector vector) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(8192, 16384, 8192));
        channel.writeInbound(Unpooled.wrappedBuffer(vector.octets()));
        List<String> lines = new ArrayList<>();
        String line = "";
        StringBuilder body = new StringBuilder();
        boolean isRefused = false;
        @Nullable Object message;
        while ((message = channel.readInbound()) != null) {
            if (message instanceof HttpRequest request) {
                isRefused |= request.decoderResult().isFailure();
                line = request.method().name() + ' ' + request.uri();
                body.setLength(0);
            }
            if (message instanceof HttpContent content) {
                isRefused |= content.decoderResult().isFailure();
                body.append(content.content().toString(ISO_8859_1));
                content.release();
            }
            if (message instanceof LastHttpContent && !isRefused) {
                lines.add(line + (body.isEmpty() ? "" : " " + body));
            }
        }
        channel.finishAndReleaseAll();
        List<String> expected = vector.answers();
        // A stricter reader cannot be smuggled past either: blanks before a chunk extension, for one.
        assertThat(lines).isEqualTo(isRefused ? expected.subList(0, lines.size()) : expected);
    }
}
