package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.testing.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A log and, beside it, a list of all it was ever given; plays a schedule and compares after each step.
///
/// What the model takes from the log is only how far it has published and what it still holds, both of which it
/// checks: where segments begin and end is the log's own affair.
final class LogModel implements AutoCloseable {
    private static final int READERS_MAX = 6;
    private static final int UNIFORM_PRIORITY = 5;
    private static final long SHORT_BYTES = 48 * 1024;
    private static final long AMPLE_BYTES = 48L << 20;

    private final ModelSchedule schedule;
    private final SegmentPool pool;
    private final long leasedBefore;
    private final ByteBudget budget;
    private final EventLog log;
    private final List<Event> events = new ArrayList<>();
    private final List<ModelReader> readers = new ArrayList<>();

    private long position;
    private long published;
    private long earliest;
    private boolean isTerminated;

    /// Whether data events of different priorities were appended, and what the last one's was.
    private boolean hasPriorities;

    private int lastPriority = -1;

    /// An event as it was appended, and where it begins.
    record Event(int length, int priority, boolean isControl, long position) {}

    LogModel(SegmentPool pool, ModelSchedule schedule) {
        this.pool = pool;
        this.schedule = schedule;
        leasedBefore = pool.leasedBytes();
        budget = ByteBudget.root("model", schedule.isMemoryShort() ? SHORT_BYTES : AMPLE_BYTES);
        log = new EventLog(pool, budget, schedule.retention(), EventLog.EVENT_BYTES_MAX);
    }

    void play() {
        for (ModelStep step : schedule.steps()) {
            play(step);
            check(mayLetGoOfMore(step));
        }
        end();
    }

    EventLog log() {
        return log;
    }

    Event event(long offset) {
        return events.get((int) offset);
    }

    long published() {
        return published;
    }

    boolean hasPriorities() {
        return hasPriorities;
    }

    boolean isMemoryShort() {
        return schedule.isMemoryShort();
    }

    private void play(ModelStep step) {
        switch (step) {
            case ModelStep.Append append -> append(append.length(), append.priority(), append.isControl());
            case ModelStep.AppendMany many -> appendMany(many);
            case ModelStep.Publish _ -> publish();
            case ModelStep.Open open -> open(open);
            case ModelStep.Poll poll -> withReader(poll.reader(), reader -> reader.poll(poll.limit(), poll.accepts()));
            case ModelStep.Absorb absorb -> withReader(absorb.reader(), ModelReader::absorb);
            case ModelStep.Resize resize -> withReader(resize.reader(), reader -> reader.resize(resize.window()));
            case ModelStep.Cancel cancel -> withReader(cancel.reader(), this::cancel);
            case ModelStep.Resume resume -> withReader(resume.reader(), reader -> reader.resume(resume.window()));
            case ModelStep.Shed _ -> shed();
            case ModelStep.Expire expire -> expire(expire.isLate());
            case ModelStep.Terminate _ -> terminate();
        }
    }

    private void appendMany(ModelStep.AppendMany many) {
        Random random = new Random(many.seed());
        for (int i = 0; i < many.count(); i++) {
            int length = random.nextInt(60) == 0 ? 5_000 : Payloads.LENGTH_MIN + random.nextInt(300);
            append(length, random.nextInt(many.priorities()), random.nextInt(12) == 0);
            check(false);
        }
    }

    private void append(int length, int anyPriority, boolean isControl) {
        int priority = schedule.isUniform() && !isControl ? UNIFORM_PRIORITY : anyPriority;
        int flags = isControl ? RecordLayout.FLAG_CONTROL : 0;
        long offset = log.appender().append(1, priority, flags, 0, length, Payloads.ofLength(length));
        if (isTerminated) {
            assertThat(offset).isEqualTo(EventLog.CLOSED);
        } else if (offset == EventLog.BACK_PRESSURED) {
            assertThat(isMemoryShort() || (!isControl && isWindowFull()))
                    .as("refused")
                    .isTrue();
        } else {
            assertThat(offset).isEqualTo(events.size());
            assertThat(isControl || !isWindowFull()).as("admitted").isTrue();
            add(length, priority, isControl);
        }
        seePublished();
    }

    private void add(int length, int priority, boolean isControl) {
        events.add(new Event(length, priority, isControl, position));
        position += RecordLayout.recordLength(length);
        if (!isControl) {
            hasPriorities |= lastPriority >= 0 && priority != lastPriority;
            lastPriority = priority;
        }
    }

    /// A full segment is published by itself.
    private void seePublished() {
        assertThat(log.publishedOffset()).isBetween(published, (long) events.size());
        published = log.publishedOffset();
    }

    private boolean isWindowFull() {
        for (ModelReader reader : readers) {
            if (reader.cursor().policy().gates()) {
                Window window = reader.cursor().window();
                if (events.size() - reader.readOffset() >= window.events()
                        || position - reader.readPosition() >= window.bytes()) {
                    return true;
                }
            }
        }
        return false;
    }

    long positionOf(long offset) {
        return offset == events.size() ? position : event(offset).position();
    }

    private void publish() {
        log.appender().publish();
        published = events.size();
        assertThat(log.publishedOffset()).isEqualTo(published);
        assertThat(log.publishedPosition()).isEqualTo(position);
    }

    private void open(ModelStep.Open open) {
        if (readers.size() < READERS_MAX) {
            long offset = switch (open.place()) {
                case EARLIEST -> log.earliestOffset();
                case LATEST -> Long.MAX_VALUE;
                case FIRST -> 0;
                case ANY -> events.size() * (long) open.permille() / 1_000;
            };
            readers.add(new ModelReader(this, offset, open.policy(), open.window()));
        }
    }

    private void cancel(ModelReader reader) {
        reader.cursor().close();
        readers.remove(reader);
    }

    private void withReader(int number, Consumer<ModelReader> action) {
        if (!readers.isEmpty()) {
            action.accept(readers.get(number % readers.size()));
        }
    }

    private void shed() {
        log.shed();
        LogSegment head = log.headAcquire();
        LogSegment second = head == null ? null : head.nextAcquire();
        assertThat(second == null || !isUngated(second.baseOffset))
                .as("kept although nobody gates it")
                .isTrue();
    }

    private void expire(boolean isLate) {
        long nowNs = System.nanoTime() + (isLate ? ModelSchedule.AGE_NS : 0);
        log.appender().expire(nowNs);
        LogSegment head = log.headAcquire();
        LogSegment second = head == null ? null : head.nextAcquire();
        if (second != null) {
            assertThat(mayGo(second.baseOffset, isLate))
                    .as("kept without need up to %d", second.baseOffset)
                    .isFalse();
        }
    }

    private void terminate() {
        long offset = log.appender().appendTerminal(1, 64, Payloads.ofLength(64));
        if (isTerminated) {
            assertThat(offset).isEqualTo(EventLog.CLOSED);
        } else if (offset >= 0) {
            assertThat(offset).isEqualTo(events.size());
            add(64, 9, true);
            isTerminated = true;
        } else {
            assertThat(isMemoryShort()).as("refused").isTrue();
        }
        seePublished();
    }

    private static boolean mayLetGoOfMore(ModelStep step) {
        return step instanceof ModelStep.Shed || (step instanceof ModelStep.Expire expire && expire.isLate());
    }

    /// What holds after each step: memory to the byte, and nothing let go that somebody is promised.
    private void check(boolean mayLetGoOfMore) {
        assertThat(pool.leasedBytes() - leasedBefore).isEqualTo(budget.reserved());
        long linked = 0;
        for (LogSegment at = log.headAcquire(); at != null; at = at.nextAcquire()) {
            linked += at.memory.length();
        }
        if (readers.stream().allMatch(ModelReader::holdsNothing)) {
            assertThat(budget.reserved()).as("reserved").isEqualTo(linked);
        } else {
            assertThat(budget.reserved()).as("reserved").isGreaterThanOrEqualTo(linked);
        }
        long heldFrom = log.earliestOffset();
        assertThat(heldFrom).as("earliest").isBetween(earliest, (long) events.size());
        if (heldFrom > earliest) {
            boolean mayGo = (isMemoryShort() || mayLetGoOfMore) ? isUngated(heldFrom) : mayGo(heldFrom, false);
            assertThat(mayGo).as("let go up to %d", heldFrom).isTrue();
        }
        earliest = heldFrom;
    }

    private boolean isUngated(long below) {
        return readers.stream()
                .filter(reader -> reader.cursor().policy().gates())
                .allMatch(reader -> positionOf(below) <= reader.readPosition());
    }

    /// Whether neither the retention nor a reader asks for any event below.
    private boolean mayGo(long below, boolean isLate) {
        Retention retention = schedule.retention();
        boolean isPast = position - positionOf(below) >= retention.bytesMax()
                || events.size() - below >= retention.eventsMax()
                || (isLate && retention.ageNsMax() <= ModelSchedule.AGE_NS);
        return isPast && isUngated(below) && readers.stream().allMatch(reader -> isOutside(below, reader));
    }

    private boolean isOutside(long below, ModelReader reader) {
        long inWindow = position - reader.cursor().window().bytes();
        return positionOf(below) <= Math.max(reader.readPosition(), inWindow);
    }

    /// The last event, and everybody reads to it.
    private void end() {
        if (schedule.isFreedEarly()) {
            return;
        }
        if (!isTerminated) {
            publish();
            terminate();
        }
        if (!isTerminated) {
            readers.forEach(reader -> reader.poll(1_000_000, 1_000_000));
            terminate();
        }
        if (!isTerminated) {
            log.appender().close();
        }
        for (ModelReader reader : readers) {
            reader.readToEnd(isTerminated);
            check(true);
        }
    }

    @Override
    public void close() {
        if (schedule.isFreedEarly()) {
            log.free();
        }
        readers.forEach(reader -> reader.cursor().close());
        if (!schedule.isFreedEarly()) {
            log.free();
        }
        assertThat(budget.reserved()).as("reserved in the end").isZero();
        assertThat(pool.leasedBytes()).as("leased in the end").isEqualTo(leasedBefore);
    }
}
