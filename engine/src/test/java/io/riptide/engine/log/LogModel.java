package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A log and, beside it, lists of what it must hold; plays random schedules and compares after each step.
final class LogModel implements AutoCloseable {
    private final Random random;
    private final boolean isMemoryShort;
    private final long retentionBytes;
    private final LogRig rig;
    private final List<ModelReader> readers = new ArrayList<>();

    /// Of every event appended: whether it is control, and where it begins.
    private final List<Boolean> controls = new ArrayList<>();

    private final List<Long> positions = new ArrayList<>();
    private long position;
    private int published;

    LogModel(Random random) {
        this.random = random;
        isMemoryShort = random.nextInt(3) == 0;
        retentionBytes = random.nextBoolean() ? 0 : random.nextInt(60_000);
        rig = new LogRig(Retention.ofBytes(retentionBytes), isMemoryShort ? 48 * 1024 : 16L << 20);
    }

    void play(int steps) {
        for (int step = 0; step < steps; step++) {
            step();
            check();
        }
        end();
    }

    boolean isControl(long offset) {
        return controls.get((int) offset);
    }

    EventLog log() {
        return rig.log();
    }

    int published() {
        return published;
    }

    @Override
    public void close() {
        rig.close();
    }

    private void step() {
        int choice = random.nextInt(100);
        if (choice < 55) {
            append();
        } else if (choice < 65) {
            publish();
        } else if (choice < 88) {
            withReader(
                    reader -> reader.poll(random.nextInt(12) + 1, random.nextInt(4) == 0 ? random.nextInt(4) : 1_000));
        } else if (choice < 92) {
            open();
        } else if (choice < 95) {
            withReader(reader -> reader.cursor().window(window()));
        } else if (choice < 97) {
            withReader(this::close);
        } else {
            for (int i = 0; i < 60; i++) {
                append();
            }
        }
    }

    private void append() {
        int length = random.nextInt(40) == 0 ? 5_000 : Payloads.LENGTH_MIN + random.nextInt(400);
        boolean isControl = random.nextInt(10) == 0;
        int flags = isControl ? RecordLayout.FLAG_CONTROL : 0;
        long offset = rig.appender().append(1, 5, flags, 0, length, Payloads.ofLength(length));
        published = (int) rig.log().publishedOffset();
        if (offset >= 0) {
            assertThat(offset).isEqualTo(controls.size());
            assertThat(isControl || !isWindowFull()).as("admitted").isTrue();
            controls.add(isControl);
            positions.add(position);
            position += RecordLayout.recordLength(length);
        } else {
            assertThat(offset).isEqualTo(EventLog.BACK_PRESSURED);
            assertThat(isMemoryShort || (!isControl && isWindowFull()))
                    .as("refused")
                    .isTrue();
        }
    }

    private boolean isWindowFull() {
        for (ModelReader reader : readers) {
            if (reader.cursor().policy().gates()) {
                Window window = reader.cursor().window();
                long read = reader.toldOffset();
                if (controls.size() - read >= window.events() || position - positionOf(read) >= window.bytes()) {
                    return true;
                }
            }
        }
        return false;
    }

    private long positionOf(long offset) {
        // A start that is no longer held counts as the first place that is.
        int held = (int) Math.max(offset, readFrom(offset));
        return held == positions.size() ? position : positions.get(held);
    }

    private long readFrom(long offset) {
        return Math.max(offset, rig.log().earliestOffset());
    }

    private void publish() {
        rig.appender().publish();
        published = controls.size();
        assertThat(rig.log().publishedOffset()).isEqualTo(published);
        assertThat(rig.log().publishedPosition()).isEqualTo(position);
    }

    private void open() {
        if (readers.size() < 5) {
            DeliveryPolicy policy = switch (random.nextInt(4)) {
                case 0 -> new DeliveryPolicy.Block();
                case 1 -> new DeliveryPolicy.DropOldest();
                case 2 -> new DeliveryPolicy.DropNewest();
                default -> new DeliveryPolicy.Disconnect();
            };
            readers.add(new ModelReader(this, random.nextInt(published + 3), policy, window()));
        }
    }

    private Window window() {
        return new Window(1 + random.nextInt(100), 1 + random.nextInt(30_000));
    }

    private void close(ModelReader reader) {
        reader.cursor().close();
        readers.remove(reader);
    }

    private void withReader(Consumer<ModelReader> action) {
        if (!readers.isEmpty()) {
            action.accept(readers.get(random.nextInt(readers.size())));
        }
    }

    private void check() {
        long earliest = rig.log().earliestOffset();
        for (ModelReader reader : readers) {
            if (reader.cursor().policy().gates()) {
                assertThat(earliest)
                        .as("held for one who gates")
                        .isLessThanOrEqualTo(Math.max(reader.toldOffset(), reader.heldAtOpen()));
            }
        }
        if (!isMemoryShort && earliest > 0 && earliest < positions.size()) {
            assertThat(position - positions.get((int) earliest)).as("retention").isGreaterThanOrEqualTo(retentionBytes);
        }
    }

    /// The last event, and everybody reads to it.
    private void end() {
        publish();
        if (random.nextInt(4) == 0) {
            return; // freed while cursors are open
        }
        while (rig.appender().appendTerminal(1, 64, Payloads.ofLength(64)) == EventLog.BACK_PRESSURED) {
            for (ModelReader reader : readers) {
                reader.poll(1_000, 1_000);
            }
        }
        controls.add(true);
        positions.add(position);
        published = controls.size();
        for (ModelReader reader : readers) {
            reader.readToEnd();
        }
    }
}
