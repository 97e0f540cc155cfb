package io.riptide.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SegmentPoolTest {
    private static final int SLAB = SegmentPool.SEGMENT_LENGTH_MAX;

    private final ByteBudget budget = ByteBudget.root("test", 1L << 40);

    @Test
    void aLeaseIsRoundedUpToAPowerOfTwoAndCountedAsThat() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            for (int[] wantedAndGot : new int[][] {{1, 4096}, {4096, 4096}, {4097, 8192}, {65_537, 131_072}}) {
                Segment segment = leased(pool, wantedAndGot[0]);
                assertThat(segment.length()).isEqualTo(wantedAndGot[1]);
                assertThat(SegmentPool.segmentLength(wantedAndGot[0])).isEqualTo(wantedAndGot[1]);
                assertThat(pool.leasedBytes()).isEqualTo(wantedAndGot[1]);
                assertThat(budget.reserved()).isEqualTo(wantedAndGot[1]);
                segment.release();
            }
            assertThat(budget.reserved()).isZero();
        }
    }

    @Test
    void everyByteOfASlabCanBeLeasedAndThenNoMore() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < SLAB / 4096; i++) {
                Segment segment = leased(pool, 4096);
                segment.buffer().putLong(0, i);
                segment.buffer().putLong(4088, ~i);
                segments.add(segment);
            }
            assertThat(pool.lease(1, budget)).isNull();
            assertThat(budget.reserved()).isEqualTo(SLAB);
            for (int i = 0; i < segments.size(); i++) {
                assertThat(segments.get(i).buffer().getLong(0)).isEqualTo(i);
                assertThat(segments.get(i).buffer().getLong(4088)).isEqualTo(~i);
            }
            segments.forEach(Segment::release);
            assertThat(pool.leasedBytes()).isZero();
        }
    }

    @Test
    void anEmptySlabIsCutToAnotherLength() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            for (int length = 4096; length <= SLAB; length *= 2) {
                Segment segment = leased(pool, length);
                assertThat(segment.length()).isEqualTo(length);
                segment.release();
            }
            assertThat(pool.slabBytes()).isEqualTo(SLAB);
        }
    }

    @Test
    void aSlabKeepsItsLengthWhileAnythingOfItIsLeased() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            Segment small = leased(pool, 4096);
            assertThat(pool.lease(8192, budget)).isNull();
            assertThat(budget.reserved()).isEqualTo(4096);
            small.release();
            leased(pool, 8192).release();
        }
    }

    @Test
    void theBudgetRefusesBeforeThePoolDoes() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            ByteBudget small = ByteBudget.root("small", 8191);
            Segment segment = pool.lease(4096, small);
            assertThat(segment).isNotNull();
            assertThat(pool.lease(4096, small)).isNull();
            assertThat(pool.leasedBytes()).isEqualTo(4096);
            if (segment != null) {
                segment.release();
            }
        }
    }

    @Test
    void theLastLeasedSegmentOfASlabEmptiesItWhateverTheOrder() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            Random random = new Random(1);
            for (int round = 0; round < 20; round++) {
                int length = 4096 << random.nextInt(10);
                List<Segment> segments = new ArrayList<>();
                for (int i = 0; i < SLAB / length; i++) {
                    segments.add(leased(pool, length));
                }
                Collections.shuffle(segments, random);
                segments.forEach(Segment::release);
                assertThat(pool.trim(0)).isEqualTo(SLAB);
                assertThat(pool.slabBytes()).isZero();
            }
        }
    }

    @Test
    void trimKeepsWhatItIsToldAndWhatIsLeased() {
        try (SegmentPool pool = new SegmentPool(4L * SLAB)) {
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                segments.add(leased(pool, SLAB));
            }
            assertThat(pool.trim(0)).isZero();
            segments.subList(0, 3).forEach(Segment::release);
            assertThat(pool.trim(SLAB)).isEqualTo(2L * SLAB);
            assertThat(pool.slabBytes()).isEqualTo(2L * SLAB);
            segments.get(3).release();
        }
    }

    @Test
    void aSecondReleaseIsABug() {
        SegmentPool pool = new SegmentPool(SLAB);
        Segment segment = leased(pool, 4096);
        segment.release();
        assertThatThrownBy(segment::release).isInstanceOf(AssertionError.class).hasMessage("released twice");
        assertThat(pool.leasedBytes()).isZero();
        pool.close();
    }

    @Test
    void closingWhileSomethingIsLeasedIsABug() {
        SegmentPool pool = new SegmentPool(SLAB);
        Segment segment = leased(pool, 4096);
        assertThatThrownBy(pool::close).isInstanceOf(AssertionError.class);
        segment.release();
        pool.close();
    }

    @Test
    void aPoolHoldsAtLeastOneSlab() {
        assertThatThrownBy(() -> new SegmentPool(SLAB - 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theViewShowsTheSegmentsOwnBytesAndIsMadeOncePerSlab() {
        try (SegmentPool pool = new SegmentPool(SLAB)) {
            Segment first = leased(pool, 4096);
            Segment second = leased(pool, 4096);
            second.buffer().putByte(7, (byte) 42);
            AtomicInteger made = new AtomicInteger();
            ByteBuffer view = (ByteBuffer) second.view(memory -> {
                made.incrementAndGet();
                return memory;
            });
            assertThat(view.get(second.viewOffset() + 7)).isEqualTo((byte) 42);
            assertThat(first.view(memory -> {
                        made.incrementAndGet();
                        return memory;
                    }))
                    .isSameAs(view);
            assertThat(made).hasValue(1);
            first.release();
            second.release();
        }
    }

    @Test
    void readersThatComeAtOnceShareOneView() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 200; round++) {
                try (SegmentPool pool = new SegmentPool(SLAB)) {
                    Segment segment = leased(pool, 4096);
                    CyclicBarrier start = new CyclicBarrier(4);
                    Callable<Object> look = () -> {
                        start.await();
                        return segment.view(_ -> new Object());
                    };
                    List<Future<Object>> views = threads.invokeAll(List.of(look, look, look, look));
                    Object first = views.getFirst().get();
                    for (Future<Object> view : views) {
                        assertThat(view.get()).isSameAs(first);
                    }
                    segment.release();
                }
            }
        }
    }

    @Test
    void manyThreadsNeverShareASegmentAndLeaveNothingBehind() throws Exception {
        try (SegmentPool pool = new SegmentPool(3L * SLAB);
                var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int seed = i;
                ByteBudget own = budget.child("thread-" + i, SLAB);
                work.add(() -> leaseWriteCheckRelease(pool, own, seed));
            }
            int leases = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                leases += done.get();
            }
            assertThat(leases).isGreaterThan(1_000);
            assertThat(pool.leasedBytes()).isZero();
            assertThat(budget.reserved()).isZero();
            long slabBytes = pool.slabBytes();
            assertThat(slabBytes).isBetween(1L, pool.capacityBytes());
            assertThat(pool.trim(0)).isEqualTo(slabBytes);
        }
    }

    private static int leaseWriteCheckRelease(SegmentPool pool, ByteBudget own, int seed) {
        Random random = new Random(seed);
        ArrayDeque<Segment> held = new ArrayDeque<>();
        int leases = 0;
        for (int i = 0; i < 20_000; i++) {
            Segment segment = random.nextBoolean() ? pool.lease(1 + random.nextInt(200_000), own) : null;
            if (segment != null) {
                segment.buffer().putLong(0, seed);
                segment.buffer().putLong(segment.length() - 8, seed);
                held.add(segment);
                leases++;
            } else if (!held.isEmpty()) {
                Segment oldest = held.remove();
                assertThat(oldest.buffer().getLong(0)).isEqualTo(seed);
                assertThat(oldest.buffer().getLong(oldest.length() - 8)).isEqualTo(seed);
                oldest.release();
            }
        }
        held.forEach(Segment::release);
        assertThat(own.reserved()).isZero();
        return leases;
    }

    private Segment leased(SegmentPool pool, int lengthMin) {
        Segment segment = pool.lease(lengthMin, budget);
        if (segment == null) {
            throw new AssertionError("no room for " + lengthMin);
        }
        return segment;
    }
}
