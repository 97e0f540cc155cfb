package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LogAllocationTest {
    private static final int EVENTS = 100_000;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RecordWriter writer = Payloads.ofLength(32);

    @Test
    void anEventAllocatesLessThanOneByteFromAppendToHandler() {
        try (LogRig rig = LogRig.keepingNothing()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Block(), new Window(64, 1 << 20));
            CountingHandler handler = new CountingHandler();
            pass(rig, cursor, handler);
            long before = threads.getCurrentThreadAllocatedBytes();
            pass(rig, cursor, handler);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(handler.count).isEqualTo(2 * EVENTS);
            assertThat((double) allocated / EVENTS).as("bytes an event").isLessThan(1.0);
        }
    }

    private void pass(LogRig rig, LogCursor cursor, CountingHandler handler) {
        LogAppender appender = rig.appender();
        int appended = 0;
        while (appended < EVENTS) {
            while (appended < EVENTS && appender.append(1, 5, 0, 0, 32, writer) >= 0) {
                appended++;
            }
            appender.publish();
            while (cursor.hasMore()) {
                cursor.poll(handler, 16);
            }
        }
    }

    /// Counts.
    private static final class CountingHandler implements RecordHandler {
        private int count;

        @Override
        public boolean onRecord(Segment segment, int index) {
            count++;
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            throw new AssertionError("gap");
        }
    }
}
