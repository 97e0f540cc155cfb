package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordLayoutTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[128]);

    @Test
    void aRecordIsHeaderAndPayloadPaddedToEightBytes() {
        assertThat(RecordLayout.recordLength(1)).isEqualTo(40);
        assertThat(RecordLayout.recordLength(8)).isEqualTo(40);
        assertThat(RecordLayout.recordLength(9)).isEqualTo(48);
        assertThat(RecordLayout.recordLength(EventLog.EVENT_BYTES_MAX)).isEqualTo(2 * 1024 * 1024);
    }

    @Test
    void everyFieldComesBackAndNoneTouchesAnother() {
        RecordLayout.write(buffer, 8, 0x7fff_ffff, 0x7abc, 9, 3, Long.MAX_VALUE - 1, Long.MIN_VALUE + 1, 0x8000_0001);

        assertThat(RecordLayout.payloadLength(buffer, 8)).isEqualTo(0x7fff_ffff);
        assertThat(RecordLayout.type(buffer, 8)).isEqualTo(0x7abc);
        assertThat(RecordLayout.priority(buffer, 8)).isEqualTo(9);
        assertThat(RecordLayout.flags(buffer, 8)).isEqualTo(3);
        assertThat(RecordLayout.offset(buffer, 8)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(RecordLayout.appendedNs(buffer, 8)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(RecordLayout.keyHash(buffer, 8)).isEqualTo(0x8000_0001);
        assertThat(RecordLayout.payloadIndex(8)).isEqualTo(40);
        assertThat(buffer.getLong(0)).isZero();
        assertThat(buffer.getLong(40)).isZero();
    }

    @Test
    void aTypeThatDoesNotFitIsABug() {
        assertThatThrownBy(() -> RecordLayout.write(buffer, 0, 1, 0x8000, 0, 0, 0, 0, 0))
                .isInstanceOf(AssertionError.class);
    }
}
