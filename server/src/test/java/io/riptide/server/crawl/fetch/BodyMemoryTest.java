package io.riptide.server.crawl.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.fetch.BodyShare.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final int MIB = 1 << 20;
    private static final int FREE = BodyMemory.FREE_BYTES;

    private final BodyMemory memory = new BodyMemory(MIB);
    private final List<String> resumed = new ArrayList<>();

    private BodyMemory.Share share() {
        return memory.open(Long.MAX_VALUE);
    }

    private Verdict take(BodyMemory.Share share, String name, int bytes) {
        return share.take(bytes, () -> resumed.add(name));
    }

    @Test
    void usualPagesAreNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertThat(take(share(), "usual", FREE)).isEqualTo(Verdict.GO_ON);
        }
        assertThat(memory.snapshot()).isEqualTo(new BodyMemory.Snapshot(0, MIB, 0));
    }

    @Test
    void oneMayGoBeyondAndTheOthersWaitInTheirOrder() {
        BodyMemory.Share first = share();
        BodyMemory.Share second = share();
        BodyMemory.Share third = share();
        assertThat(take(second, "second", FREE + MIB / 2)).isEqualTo(Verdict.GO_ON);
        assertThat(take(third, "third", FREE + MIB / 2)).isEqualTo(Verdict.GO_ON);
        assertThat(take(first, "first", FREE + 1)).isEqualTo(Verdict.GO_ON);
        assertThat(take(first, "first", 10 * MIB)).as("it goes on for ever").isEqualTo(Verdict.GO_ON);
        first.giveBack(10 * MIB);
        assertThat(take(first, "first", MIB / 2)).isEqualTo(Verdict.GO_ON);
        assertThat(take(second, "second", 1)).isEqualTo(Verdict.WAIT);
        assertThat(take(third, "third", 1)).isEqualTo(Verdict.WAIT);
        assertThat(take(second, "second", 1)).as("what still comes").isEqualTo(Verdict.WAIT);
        assertThat(memory.snapshot().waiting()).isEqualTo(2);

        first.stopWaiting();
        assertThat(resumed).as("it is still in memory").isEmpty();
        first.keep(0);
        assertThat(resumed).as("no room, but nobody is beyond").containsExactly("second");
        second.close();
        assertThat(resumed).containsExactly("second", "third");
        third.close();
        first.close();
        assertThat(memory.snapshot()).isEqualTo(new BodyMemory.Snapshot(0, MIB, 0));
    }

    @Test
    void whatEndsWhileItWaitsIsNotResumed() {
        BodyMemory.Share full = share();
        BodyMemory.Share gone = share();
        BodyMemory.Share next = share();
        take(full, "full", 2 * MIB);
        assertThat(take(gone, "gone", FREE + 1)).isEqualTo(Verdict.WAIT);
        assertThat(take(next, "next", FREE + 1)).isEqualTo(Verdict.WAIT);
        gone.giveBack(FREE + 1);
        full.close();

        assertThat(resumed).containsExactly("next");
        next.close();
        assertThat(memory.snapshot().usedBytes()).isZero();
    }

    @Test
    void roomForSeveralResumesSeveral() {
        BodyMemory.Share full = share();
        take(full, "full", FREE + MIB + 1);
        for (int i = 0; i < 5; i++) {
            assertThat(take(share(), "waits", FREE + 1)).isEqualTo(Verdict.WAIT);
        }
        full.close();
        assertThat(resumed).hasSize(5);
    }

    @Test
    void aBombIsRefused() {
        take(share(), "first", FREE + MIB + 1);
        BodyMemory.Share usual = share();
        assertThat(take(usual, "usual", FREE + MIB)).as("a large piece").isEqualTo(Verdict.WAIT);
        usual.close();
        BodyMemory.Share bomb = share();
        assertThat(take(bomb, "bomb", FREE + MIB + 1)).isEqualTo(Verdict.REFUSED);
        bomb.giveBack(FREE + MIB + 1);
        assertThat(memory.snapshot()).isEqualTo(new BodyMemory.Snapshot(MIB + 1, MIB, 0));
    }

    @Test
    void aResultIsCountedInPlaceOfItsPage() {
        BodyMemory.Share share = share();
        take(share, "page", FREE + 1000);
        share.stopWaiting();
        share.keep(FREE + 10);
        assertThat(memory.snapshot().usedBytes()).isEqualTo(10);
        share.keep(FREE + 2000);
        assertThat(memory.snapshot().usedBytes()).isEqualTo(2000);
        share.close();
        assertThat(memory.snapshot().usedBytes()).isZero();
    }

    @Test
    void manyThatNeedMoreThanThereIsAllComeToTheirEnd() throws Exception {
        int pages = 400;
        AtomicLong most = new AtomicLong();
        List<Future<?>> ends = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (int page = 0; page < pages; page++) {
                int seed = page;
                ends.add(threads.submit(() -> fetch(new Random(seed), most)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(memory.snapshot()).isEqualTo(new BodyMemory.Snapshot(0, MIB, 0));
        // The bound, one body, and a piece of each of the others.
        assertThat(most.get()).isLessThanOrEqualTo(MIB + 2 * MIB + 16 * 64 * 1024);
    }

    private Void fetch(Random random, AtomicLong most) throws InterruptedException {
        Semaphore goOn = new Semaphore(0);
        try (BodyMemory.Share share = share()) {
            int pieces = random.nextInt(32);
            for (int i = 0; i < pieces; i++) {
                if (share.take(64 * 1024, goOn::release) == Verdict.WAIT) {
                    goOn.acquire();
                }
                most.accumulateAndGet(memory.snapshot().usedBytes(), Math::max);
            }
            share.stopWaiting();
        }
        return null;
    }

    @Test
    void aPageThatNeedsAllTheMemoryIsReadAlone() throws Exception {
        BodyMemory.Reading all = memory.beginReading(50 * MIB);
        CountDownLatch isReading = new CountDownLatch(1);
        Thread other = Thread.ofVirtual().start(() -> {
            try (BodyMemory.Reading _ = memory.beginReading(MIB)) {
                isReading.countDown();
            } catch (InterruptedException _) {
                // the count stays
            }
        });
        while (other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(isReading.getCount()).isOne();
        memory.beginReading(FREE).close(); // and waits for nobody who waits
        all.close();
        isReading.await();
        other.join();
    }
}
