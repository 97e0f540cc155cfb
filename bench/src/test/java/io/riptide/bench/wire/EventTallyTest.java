package io.riptide.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTallyTest {
    private final List<Long> numbers = new ArrayList<>();
    private final EventTally tally = new EventTally(0, (number, _, _) -> numbers.add(number));

    @Test
    void aMessageThatIsMissingIsAFault() {
        for (int n : new int[] {0, 1, 3}) {
            message(n);
        }
        assertThat(tally.fault()).isEqualTo("message 3 behind message 1");
        assertThat(tally.lastNumber()).isEqualTo(3);
        assertThat(tally.missing()).isOne();
    }

    @Test
    void aMessageThatIsMissingBehindAGapIsCountedOnly() {
        message(4);
        add("{\"type\":\"gap\",\"id\":\"a-2\",\"from\":2,\"to\":4,\"count\":3,\"reason\":\"drop_oldest\"}");
        message(8);
        assertThat(tally.fault()).isNull();
        assertThat(tally.missing()).isEqualTo(3);
        assertThat(tally.gapped()).isEqualTo(3);
        message(10);
        assertThat(tally.fault()).isEqualTo("message 10 behind message 8");
    }

    @Test
    void aMessageThatComesTwiceIsAFaultBehindAGapToo() {
        message(4);
        add("{\"type\":\"gap\",\"id\":\"a-2\",\"from\":2,\"to\":4,\"count\":3}");
        message(4);
        assertThat(tally.fault()).isEqualTo("message 4 behind message 4");
    }

    @Test
    void ticksTellTheirNumber() {
        add("{\"type\":\"tick\",\"id\":\"a-1\",\"seq\":17,\"ts\":5}");
        message(3);
        assertThat(numbers).containsExactly(17L, -1L);
    }

    @Test
    void pagesThatWereNotFetchedAreCounted() {
        add("{\"type\":\"result\",\"id\":\"a-1\",\"index\":0,\"result\":{\"url\":\"http://a/\",\"status\":0,\"x\":1}}");
        add(
                "{\"type\":\"result\",\"id\":\"a-2\",\"index\":1,\"result\":{\"url\":\"http://b/\",\"status\":200,\"x\":1}}");
        assertThat(tally.unfetched()).isOne();
        assertThat(tally.events()).isEqualTo(2);
    }

    @Test
    void anErrorEventIsAFaultOfItsOwnKind() {
        String event = "{\"type\":\"error\",\"id\":\"a-1\",\"error\":{\"type\":\"shutdown\"}}";
        add(event);
        assertThat(tally.terminated()).isTrue();
        assertThatThrownBy(tally::throwIfFaulty)
                .isInstanceOfSatisfying(
                        ProbeException.class, e -> assertThat(e.kind()).isEqualTo("error event"))
                .hasMessage(event);
    }

    @Test
    void allOthersAreToldAsFarAsTheyAreWanted() throws ProbeException {
        List<String> others = new ArrayList<>();
        EventTally told = new EventTally(0, new EventClock() {
            @Override
            public void came(long number, long clockNs, long readAtNs) {
                others.add("tick");
            }

            @Override
            public int headBytes() {
                return 16;
            }

            @Override
            public void cameOther(byte[] head, int headLength, long length, long readAtNs) {
                others.add(new String(head, 0, headLength, UTF_8) + ' ' + length + ' ' + readAtNs);
            }
        });
        told.readAt(7);
        StreamReader reader = new StreamReader(Transport.NDJSON, told);
        String events = "{\"type\":\"tick\",\"ts\":5}\n{\"type\":\"frame\",\"id\":\"a-1\"}\n";
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + events.length() + "\r\n\r\n";
        reader.read(ByteBuffer.wrap((head + events).getBytes(UTF_8)));
        assertThat(others).containsExactly("tick", "{\"type\":\"frame\", 27 7");
        assertThat(told.events()).isEqualTo(2);
    }

    private void message(int n) {
        add("{\"type\":\"message\",\"id\":\"a-1\",\"topic\":\"t\",\"data\":{\"n\":" + n + ",\"ts\":1}}");
    }

    private void add(String event) {
        byte[] bytes = event.getBytes(UTF_8);
        int _ = tally.add(bytes, Math.min(bytes.length, 256), bytes.length);
    }
}
