package io.riptide.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    private static final String METADATA = "{\"type\":\"metadata\",\"id\":\"e-0\"}";
    private static final String TICK = "{\"type\":\"tick\",\"id\":\"e-1\",\"seq\":0,\"ts\":1000,\"pad\":\"xxxx\"}";
    private static final String SUMMARY = "{\"type\":\"summary\",\"id\":\"e-2\"}";
    private static final String NDJSON_HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final String NDJSON =
            NDJSON_HEAD + chunk(METADATA + "\n") + chunk(TICK + "\n" + TICK + "\n" + TICK + "\n")
                    + chunk(TICK.substring(0, 9)) + chunk(TICK.substring(9) + "\n" + SUMMARY + "\n") + "0\r\n\r\n";

    private static final String SSE = NDJSON_HEAD
            + chunk("retry: 3000\nid: e-0\nevent: metadata\ndata: " + METADATA + "\n\n: 15000\n\n")
            + chunk(sse(TICK) + sse(TICK))
            + chunk(sse(TICK).substring(0, 30))
            + chunk(sse(TICK).substring(30) + sse(TICK) + sse(SUMMARY))
            + "0\r\n\r\n";

    private static final String WEBSOCKET = "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            + frame(0x81, METADATA)
            + frame(0x81, TICK)
            + frame(0x89, "p")
            + frame(0x81, TICK)
            + frame(0x01, TICK.substring(0, 20))
            + frame(0x80, TICK.substring(20))
            + frame(0x81, TICK)
            + frame(0x81, SUMMARY)
            + frame(0x88, "\u0003\u00e8");

    @Test
    void aStreamMeansTheSameHoweverItIsCut() {
        forEverySplit(Transport.NDJSON, NDJSON);
        forEverySplit(Transport.SSE, SSE);
        forEverySplit(Transport.WEBSOCKET, WEBSOCKET);
    }

    @Test
    void linesAreTheSameHoweverTheyAreCut() throws ProbeException {
        byte[] answer = (NDJSON_HEAD + chunk("\n") + chunk("a line\n\nanother") + chunk(", cut\n" + TICK + "\n")
                        + "0\r\n\r\n")
                .getBytes(ISO_8859_1);
        for (int cut = 0; cut <= answer.length; cut++) {
            List<String> lines = new ArrayList<>();
            StreamReader reader = new StreamReader(line -> lines.add(new String(line, ISO_8859_1)));
            reader.read(ByteBuffer.wrap(answer, 0, cut));
            reader.read(ByteBuffer.wrap(answer, cut, answer.length - cut));

            assertThat(lines).containsExactly("a line", "another, cut", TICK);
            assertThat(reader.done()).isTrue();
        }
    }

    @Test
    void aThousandTicksAreCountedByTheirStride() {
        String ticks = (TICK + "\n").repeat(1000);
        StreamReader reader = read(Transport.NDJSON, TICK.length(), NDJSON_HEAD + chunk(ticks) + "0\r\n\r\n");

        assertThat(reader.tally().ticks()).isEqualTo(1000);
        assertThat(reader.tally().fault()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"NDJSON", "SSE", "WEBSOCKET"})
    void aTickOfAnotherSizeIsAFaultWhereverItComes(Transport transport) {
        String longer = TICK.replace("xxxx", "xxxxx");
        String events = wire(transport, TICK) + wire(transport, TICK) + wire(transport, longer) + wire(transport, TICK);
        StreamReader reader = read(transport, TICK.length(), answer(transport, events));

        assertThat(reader.tally().ticks()).isEqualTo(4);
        assertThat(reader.tally().fault()).contains(longer.length() + " bytes instead of " + TICK.length());
    }

    @ParameterizedTest
    @CsvSource({"NDJSON", "SSE", "WEBSOCKET"})
    void otherEventsOfATicksLengthAreNotTicks(Transport transport) {
        String beat = "{\"type\":\"beat\",".concat(TICK.substring(15));
        String events = wire(transport, TICK) + wire(transport, beat) + wire(transport, TICK);
        StreamReader reader = read(transport, TICK.length(), answer(transport, events));

        assertThat(reader.tally().ticks()).isEqualTo(2);
        assertThat(reader.tally().events()).isEqualTo(3);
    }

    @Test
    void theStreamFieldOfASessionIsNoPartOfTheSize() {
        String named = "{\"stream\":\"s1\"," + TICK.substring(1);
        StreamReader reader = read(
                Transport.WEBSOCKET,
                TICK.length(),
                answer(Transport.WEBSOCKET, frame(0x81, named).repeat(3)));

        assertThat(reader.tally().ticks()).isEqualTo(3);
        assertThat(reader.tally().fault()).isNull();
    }

    @Test
    void anAgeIsFromTheClockToTheRead() throws ProbeException {
        List<Long> ages = new ArrayList<>();
        StreamReader reader = new StreamReader(
                Transport.NDJSON, new EventTally(0, (_, clockNs, readAtNs) -> ages.add(readAtNs - clockNs)));
        reader.tally().readAt(1500);
        reader.read(bytes(NDJSON_HEAD + chunk(TICK + "\n" + TICK + "\n")));

        assertThat(ages).hasSize(2).contains(500L);
    }

    @Test
    void anErrorEventIsAFaultInItsOwnWords() {
        String error = "{\"type\":\"error\",\"id\":\"e-1\",\"error\":{\"type\":\"overload\"}}";

        assertThat(read(Transport.NDJSON, 0, NDJSON_HEAD + chunk(error + "\n"))
                        .tally()
                        .fault())
                .contains("overload");
    }

    @Test
    void nothingMayFollowTheTerminalEvent() {
        String events = chunk(SUMMARY + "\n" + TICK + "\n");

        assertThat(read(Transport.NDJSON, 0, NDJSON_HEAD + events).tally().fault())
                .contains("after the terminal one");
    }

    @Test
    void aLengthOrAClosedConnectionEndABodyToo() throws ProbeException {
        StreamReader byLength = read(Transport.NDJSON, 0, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}\n");
        StreamReader byClose = read(Transport.NDJSON, 0, "HTTP/1.1 200 OK\r\n\r\n" + SUMMARY + "\n");

        assertThat(byLength.done()).isTrue();
        assertThat(byClose.done()).isFalse();
        byClose.readEnd();
        assertThat(byClose.done()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 503 Service Unavailable\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                NDJSON_HEAD + "zz\r\n",
                NDJSON_HEAD + "1\r\n{}\r\n",
                NDJSON_HEAD + "0\r\n\r\nmore"
            })
    void whatIsNotAWholeAnswerIsRefused(String answer) {
        assertThatThrownBy(() -> new StreamReader(Transport.NDJSON, new EventTally(0, null)).read(bytes(answer)))
                .isInstanceOf(ProbeException.class);
    }

    @Test
    void aConnectionThatClosesInTheMiddleIsNoEnd() {
        StreamReader reader = read(Transport.NDJSON, 0, NDJSON_HEAD + chunk(TICK + "\n"));

        assertThatThrownBy(reader::readEnd).hasMessageContaining("1 events read");
    }

    @Test
    void aPingIsAnsweredOnceWithItsPayload() {
        StreamReader reader = read(Transport.WEBSOCKET, 0, answer(Transport.WEBSOCKET, frame(0x89, "beat")));

        byte[] zeroKeyed = {(byte) 0x8a, (byte) 0x84, 0, 0, 0, 0, 'b', 'e', 'a', 't'};
        assertThat(reader.takeReply()).isEqualTo(zeroKeyed);
        assertThat(reader.takeReply()).isEmpty();
    }

    private static void forEverySplit(Transport transport, String answer) {
        byte[] all = answer.getBytes(ISO_8859_1);
        Consumer<StreamReader> expectation = reader -> {
            assertThat(reader.done()).isTrue();
            assertThat(reader.tally().fault()).isNull();
            assertThat(reader.tally().ticks()).isEqualTo(4);
            assertThat(reader.tally().events()).isEqualTo(6);
            assertThat(reader.tally().terminated()).isTrue();
        };
        for (int cut = 0; cut <= all.length; cut++) {
            StreamReader reader = reader(transport, TICK.length(), null);
            feed(reader, ByteBuffer.wrap(all, 0, cut));
            feed(reader, ByteBuffer.wrap(all, cut, all.length - cut));
            expectation.accept(reader);
        }
        StreamReader byByte = reader(transport, TICK.length(), null);
        for (int i = 0; i < all.length; i++) {
            feed(byByte, ByteBuffer.wrap(all, i, 1));
        }
        expectation.accept(byByte);
    }

    private static StreamReader read(Transport transport, int size, String answer) {
        StreamReader reader = reader(transport, size, null);
        feed(reader, bytes(answer));
        return reader;
    }

    private static StreamReader reader(Transport transport, int size, @Nullable EventClock clock) {
        return new StreamReader(transport, new EventTally(size, clock));
    }

    private static void feed(StreamReader reader, ByteBuffer bytes) {
        try {
            reader.read(bytes);
        } catch (ProbeException e) {
            throw new AssertionError(e);
        }
    }

    private static String answer(Transport transport, String events) {
        return transport == Transport.WEBSOCKET
                ? "HTTP/1.1 101 Switching Protocols\r\n\r\n" + events
                : NDJSON_HEAD + chunk(events);
    }

    private static String wire(Transport transport, String json) {
        return switch (transport) {
            case NDJSON -> json + "\n";
            case SSE -> sse(json);
            case WEBSOCKET -> frame(0x81, json);
        };
    }

    private static String sse(String json) {
        return "id: e-1\nevent: any\ndata: " + json + "\n\n";
    }

    private static String chunk(String payload) {
        return Integer.toHexString(payload.length()) + "\r\n" + payload + "\r\n";
    }

    private static String frame(int firstByte, String payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        frame.write(payload.length());
        frame.writeBytes(payload.getBytes(ISO_8859_1));
        return frame.toString(ISO_8859_1);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
