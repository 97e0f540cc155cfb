package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.memory.SegmentPool;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/// The newest event of each key that a reader has not taken yet, copied out of the log that goes on without it.
///
/// Records lie in pages in the order of their offsets. One that was replaced stays where it is until it comes
/// up, or until more than half of all are such: then those that count are moved together.
///
/// - **Threading:** the reader's.
/// - **Ownership:** leases pages from the pool on the log's budget; [#free] gives them back.
/// - **Bounds:** twice the newest events of all keys, and two pages.
@OnConsumer
final class ConflatedEvents {
    private static final int PAGE_LENGTH_FIRST = SegmentPool.SEGMENT_LENGTH_MIN;
    private static final int PAGE_LENGTH_MAX = 64 * 1024;
    private static final int DEAD_MAX = 64;
    private static final long NO_OFFSET = -1;

    private final SegmentPool pool;
    private final ByteBudget budget;
    private final Long2LongHashMap newest = new Long2LongHashMap(NO_OFFSET);

    private ArrayDeque<Page> pages = new ArrayDeque<>(4);
    private int pageLength = PAGE_LENGTH_FIRST;
    private int readIndex;
    private int recordCount;
    private int controlCount;

    /// A piece of memory and how much of it is records.
    private static final class Page {
        private final Segment memory;
        private int limit;

        Page(Segment memory) {
            this.memory = memory;
        }
    }

    ConflatedEvents(SegmentPool pool, ByteBudget budget) {
        this.pool = pool;
        this.budget = budget;
    }

    /// Keeps the record, and lets go of the one with the same key. False when there is no memory for it; an
    /// older one of its key then stays.
    boolean add(long key, DirectBuffer source, int index) {
        int length = RecordLayout.recordLength(RecordLayout.payloadLength(source, index));
        Page page = pageFor(length);
        if (page == null) {
            return false;
        }
        append(page, key, source, index, length);
        if (isControl(source, index)) {
            controlCount++;
        } else {
            newest.put(key, RecordLayout.offset(source, index));
        }
        if (recordCount > 2 * liveCount() + DEAD_MAX) {
            compact();
        }
        return true;
    }

    /// How many there are to take.
    int count() {
        return liveCount();
    }

    /// Whether there is one to take.
    boolean isEmpty() {
        return liveCount() == 0;
    }

    /// The page of the oldest event; only when there is one.
    Segment segment() {
        skipReplaced();
        return first().memory;
    }

    /// Where in its page the oldest event is.
    int index() {
        skipReplaced();
        return readIndex;
    }

    /// Lets go of the oldest event.
    void take() {
        skipReplaced();
        DirectBuffer buffer = first().memory.buffer();
        if (isControl(buffer, readIndex)) {
            controlCount--;
        } else {
            newest.remove(RecordLayout.key(buffer, readIndex));
        }
        step();
        if (isEmpty()) {
            free();
        }
    }

    /// Gives back all memory; nothing is kept.
    void free() {
        pages.forEach(page -> page.memory.release());
        pages.clear();
        newest.clear();
        pageLength = PAGE_LENGTH_FIRST;
        readIndex = 0;
        recordCount = 0;
        controlCount = 0;
    }

    private int liveCount() {
        return newest.size() + controlCount;
    }

    private void skipReplaced() {
        while (!isLive(first().memory.buffer(), readIndex)) {
            step();
        }
    }

    private boolean isLive(DirectBuffer buffer, int index) {
        return isControl(buffer, index)
                || newest.get(RecordLayout.key(buffer, index)) == RecordLayout.offset(buffer, index);
    }

    private void step() {
        Page page = first();
        readIndex += recordLength(page.memory.buffer(), readIndex);
        recordCount--;
        if (readIndex == page.limit) {
            pages.removeFirst().memory.release();
            readIndex = 0;
        }
    }

    private void append(Page page, long key, DirectBuffer source, int index, int length) {
        RecordLayout.copy(source, index, page.memory.buffer(), page.limit, length, key);
        page.limit += length;
        recordCount++;
    }

    private @Nullable Page pageFor(int length) {
        Page last = pages.peekLast();
        if (last != null && last.limit + length <= last.memory.length()) {
            return last;
        }
        Segment memory = pool.lease(Math.max(pageLength, length), budget);
        if (memory == null) {
            return null;
        }
        pageLength = Math.min(pageLength * 2, PAGE_LENGTH_MAX);
        Page page = new Page(memory);
        pages.addLast(page);
        return page;
    }

    /// Moves what counts into new pages. When there is no memory for them, all stays as it is.
    private void compact() {
        ArrayDeque<Page> before = pages;
        int countBefore = recordCount;
        pages = new ArrayDeque<>(4);
        recordCount = 0;
        int index = readIndex;
        for (Page page : before) {
            DirectBuffer buffer = page.memory.buffer();
            for (; index < page.limit; index += recordLength(buffer, index)) {
                if (isLive(buffer, index) && !move(buffer, index)) {
                    pages.forEach(moved -> moved.memory.release());
                    pages = before;
                    recordCount = countBefore;
                    return;
                }
            }
            index = 0;
        }
        readIndex = 0;
        before.forEach(page -> page.memory.release());
    }

    private boolean move(DirectBuffer buffer, int index) {
        int length = recordLength(buffer, index);
        Page page = pageFor(length);
        if (page == null) {
            return false;
        }
        append(page, RecordLayout.key(buffer, index), buffer, index, length);
        return true;
    }

    private Page first() {
        return pages.getFirst();
    }

    private static boolean isControl(DirectBuffer buffer, int index) {
        return (RecordLayout.flags(buffer, index) & RecordLayout.FLAG_CONTROL) != 0;
    }

    private static int recordLength(DirectBuffer buffer, int index) {
        return RecordLayout.recordLength(RecordLayout.payloadLength(buffer, index));
    }
}
