package io.riptide.server.crawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may fetch when, seen from the runs.
class FetchSchedulerTest {
    private static final int PAGES = 100_000;

    private final List<FetchScheduler> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(FetchScheduler::close);
    }

    @Test
    void aPageIsLookedAtBeforeItHasAPlace() throws Exception {
        FetchScheduler scheduler = scheduler(1, 1, 0);
        try (Lane<String> lane = scheduler.open(CrawlOrder.BREADTH)) {
            lane.add("page");
            assertThat(take(lane)).isEqualTo(new Turn<>("page", null));
            lane.schedule("page", url("a.example", 1), 0);
            assertThat(scheduler.free()).isEqualTo(1);
            Turn<String> turn = take(lane);
            assertThat(scheduler.free()).isZero();
            permit(turn).close();
            lane.finish();
            assertThat(lane.take()).isNull();
        }
        assertThat(scheduler.free()).isEqualTo(1);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void aHostThatIsBusyHoldsUpNoOther() throws Exception {
        FetchScheduler scheduler = scheduler(10, 1, 0);
        try (Lane<String> lane = scheduler.open(CrawlOrder.BREADTH)) {
            lane.addScheduled("a1", url("a.example", 1));
            lane.addScheduled("a2", url("a.example", 2));
            lane.addScheduled("b1", url("b.example", 1));
            Turn<String> first = take(lane);
            Turn<String> second = take(lane);
            assertThat(List.of(first.item(), second.item())).containsExactly("a1", "b1");
            assertThat(scheduler.free()).as("a2 waits and holds nothing").isEqualTo(8);
            permit(first).close();
            Turn<String> third = take(lane);
            assertThat(third.item()).isEqualTo("a2");
            permit(second).close();
            permit(third).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BREADTH abc", "DEPTH cba", "BEST bca"})
    void pagesOfAHostComeInTheOrderOfTheirRun(String orderAndPages) throws Exception {
        String[] parts = orderAndPages.split(" ", 2);
        FetchScheduler scheduler = scheduler(10, 10, 0);
        StringBuilder came = new StringBuilder();
        try (Lane<String> lane = scheduler.open(CrawlOrder.valueOf(parts[0]))) {
            double[] scores = {3, 1, 2};
            for (int i = 0; i < 3; i++) {
                lane.add("");
            }
            for (int i = 0; i < 3; i++) {
                take(lane);
            }
            for (int i = 0; i < 3; i++) {
                lane.schedule("abc".substring(i, i + 1), url("a.example", i), scores[i]);
            }
            for (int i = 0; i < 3; i++) {
                Turn<String> turn = take(lane);
                came.append(turn.item());
                permit(turn).close();
            }
        }
        assertThat(came).hasToString(parts[1]);
    }

    @ParameterizedTest
    @EnumSource
    void whatHasBegunGoesOnFirstAndInTheOrderItCame(CrawlOrder order) throws Exception {
        FetchScheduler scheduler = scheduler(10, 1, 0);
        StringBuilder came = new StringBuilder();
        try (Lane<String> lane = scheduler.open(order)) {
            lane.addScheduled("a", url("a.example", 1));
            Permit held = permit(take(lane));
            lane.addScheduled("b", url("a.example", 2));
            lane.resume("c", url("a.example", 3));
            lane.resume("d", url("a.example", 4));
            held.close();
            for (int i = 0; i < 3; i++) {
                Turn<String> turn = take(lane);
                came.append(turn.item());
                permit(turn).close();
            }
        }
        assertThat(came).hasToString("cdb");
        assertThat(scheduler.free()).isEqualTo(10);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void aPlaceIsThereAtOnceOrNotAtAll() throws Exception {
        FetchScheduler scheduler = scheduler(2, 1, 0);
        Permit first = Objects.requireNonNull(scheduler.tryPlace(url("a.example", 1)));
        assertThat(scheduler.tryPlace(url("a.example", 2)))
                .as("the host's only one")
                .isNull();
        Permit second = Objects.requireNonNull(scheduler.tryPlace(url("b.example", 1)));
        assertThat(scheduler.tryPlace(url("c.example", 1)))
                .as("the last of all")
                .isNull();
        first.close();
        second.close();
        assertThat(scheduler.free()).isEqualTo(2);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void aQuietRunIsNotStarvedByABusyOne() throws Exception {
        FetchScheduler scheduler = scheduler(2, 2, 0);
        AtomicInteger busyDone = new AtomicInteger();
        CountDownLatch isBusy = new CountDownLatch(100);
        try (Lane<Integer> busy = scheduler.open(CrawlOrder.BREADTH);
                Lane<Integer> quiet = scheduler.open(CrawlOrder.BREADTH)) {
            for (int i = 0; i < PAGES; i++) {
                busy.addScheduled(i, url("a.example", i));
            }
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                workers.add(Thread.startVirtualThread(() -> drain(busy, busyDone, isBusy)));
            }
            isBusy.await();
            quiet.addScheduled(0, url("a.example", -1));
            permit(take(quiet)).close();
            assertThat(busyDone.get()).as("of those that came first").isLessThan(PAGES);
            quiet.finish();
            for (Thread worker : workers) {
                worker.join();
            }
        }
        assertThat(busyDone).hasValue(PAGES);
        assertThat(scheduler.free()).isEqualTo(2);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void fiftyRunsAtOnceNeverGiveAHostMoreThanItsLimit() throws Exception {
        int limit = 3;
        FetchScheduler scheduler = scheduler(40, limit, 0);
        Map<String, AtomicInteger> underWay = new HashMap<>();
        for (int host = 0; host < 8; host++) {
            underWay.put("h" + host + ".example", new AtomicInteger());
        }
        AtomicInteger most = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        AtomicInteger mostOfAll = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        List<Lane<WebUrl>> lanes = new ArrayList<>();
        for (int run = 0; run < 50; run++) {
            Lane<WebUrl> lane = scheduler.open(run % 2 == 0 ? CrawlOrder.BREADTH : CrawlOrder.BEST);
            lanes.add(lane);
            Random random = new Random(run);
            for (int page = 0; page < 60; page++) {
                WebUrl url = url("h" + random.nextInt(8) + ".example", page);
                lane.addScheduled(url, url);
            }
            for (int i = 0; i < 4; i++) {
                workers.add(Thread.startVirtualThread(() -> fetch(lane, underWay, most, all, mostOfAll)));
            }
        }
        for (Thread worker : workers) {
            worker.join();
        }
        lanes.forEach(Lane::close);
        assertThat(most.get()).isBetween(1, limit);
        assertThat(mostOfAll.get()).isBetween(1, 8 * limit);
        assertThat(scheduler.free()).isEqualTo(40);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void aRunThatEndsGivesBackWhatWasKeptForIt() throws Exception {
        FetchScheduler scheduler = scheduler(1, 1, 0);
        Permit held = Objects.requireNonNull(scheduler.await(url("a.example", 1), Long.MAX_VALUE));
        Lane<String> lane = scheduler.open(CrawlOrder.BREADTH);
        lane.addScheduled("page", url("a.example", 2));
        Thread worker = Thread.startVirtualThread(() -> {
            try {
                assertThat(lane.take()).isNull();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await().until(() -> worker.getState() == Thread.State.WAITING);
        scheduler.lock();
        try {
            // The place is kept for the sleeper, who does not get to run before its lane is closed.
            held.close();
            lane.close();
        } finally {
            scheduler.unlock();
        }
        worker.join();
        assertThat(scheduler.free()).isEqualTo(1);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void whoHasNoTimeLeftGoesWithoutAPlace() throws Exception {
        FetchScheduler scheduler = scheduler(1, 1, 0);
        Permit held = Objects.requireNonNull(scheduler.await(url("a.example", 1), Long.MAX_VALUE));
        assertThat(scheduler.await(url("a.example", 2), System.nanoTime() + 1_000_000))
                .isNull();
        held.close();
        assertThat(scheduler.free()).isEqualTo(1);
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void aPermitMovesToTheHostOfARedirectAndHoldsNothingBetween() throws Exception {
        FetchScheduler scheduler = scheduler(1, 1, 0);
        try (Permit permit = Objects.requireNonNull(scheduler.await(url("a.example", 1), Long.MAX_VALUE))) {
            assertThat(permit.enter(url("a.example", 1))).isZero();
            permit.leave(302, 1_000, 0);
            assertThat(scheduler.free()).isEqualTo(1);
            assertThat(permit.enter(url("b.example", 1))).isNotNegative();
            assertThat(scheduler.free()).isZero();
            permit.leave(200, 1_000, 0);
        }
        assertThat(scheduler.free()).isEqualTo(1);
    }

    @Test
    void startsAreApartByTheDelayOfTheHost() throws Exception {
        long delayNs = TimeUnit.MILLISECONDS.toNanos(20);
        FetchScheduler scheduler = scheduler(8, 8, delayNs);
        List<Long> starts = new ArrayList<>();
        try (Lane<Integer> lane = scheduler.open(CrawlOrder.BREADTH)) {
            for (int i = 0; i < 5; i++) {
                lane.addScheduled(i, url("a.example", i));
            }
            for (int i = 0; i < 5; i++) {
                Permit permit = permit(take(lane));
                starts.add(System.nanoTime());
                permit.enter(url("a.example", i));
                permit.leave(200, 1_000, 0);
            }
        }
        // The first start was before its time was taken, so the sum is what can be asserted.
        assertThat(starts.getLast() - starts.getFirst()).isGreaterThan(3 * delayNs);
    }

    @Test
    void aCrawlDelayIsKeptUpToItsBound() throws Exception {
        FetchScheduler scheduler =
                new FetchScheduler(new SchedulerLimits(8, 8, 0, TimeUnit.MILLISECONDS.toNanos(30), 8));
        opened.add(scheduler);
        WebUrl url = url("a.example", 1);
        scheduler.crawlDelay(url, TimeUnit.HOURS.toNanos(1));
        assertThat(scheduler.hostCount()).isEqualTo(1);
        long beginNs = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            Objects.requireNonNull(scheduler.await(url, Long.MAX_VALUE)).leave(200, 1, 0);
        }
        assertThat(System.nanoTime() - beginNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void aHostThatSaysWhenToComeBackIsLeftAloneUntilThen() throws Exception {
        FetchScheduler scheduler = scheduler(8, 8, 0);
        WebUrl url = url("a.example", 1);
        Permit permit = Objects.requireNonNull(scheduler.await(url, Long.MAX_VALUE));
        permit.enter(url);
        long beginNs = System.nanoTime();
        permit.leave(200, 1_000, TimeUnit.MILLISECONDS.toNanos(50));
        Objects.requireNonNull(scheduler.await(url, Long.MAX_VALUE)).close();
        assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void theAlarmRingsWhileManyWaitAndNobodyIsForgotten() throws Exception {
        FetchScheduler scheduler = scheduler(4, 2, TimeUnit.MICROSECONDS.toNanos(200));
        AtomicInteger done = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        List<Lane<Integer>> lanes = new ArrayList<>();
        for (int run = 0; run < 10; run++) {
            Lane<Integer> lane = scheduler.open(CrawlOrder.BREADTH);
            lanes.add(lane);
            for (int i = 0; i < 50; i++) {
                lane.addScheduled(i, url("h" + i % 3 + ".example", i));
            }
            workers.add(Thread.startVirtualThread(() -> drain(lane, done)));
            workers.add(Thread.startVirtualThread(() -> drain(lane, done)));
        }
        for (Thread worker : workers) {
            assertThat(worker.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(done).hasValue(500);
        lanes.forEach(Lane::close);
        assertThat(scheduler.free()).isEqualTo(4);
    }

    @Test
    void interruptedWorkersLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 50; round++) {
            FetchScheduler scheduler = scheduler(3, 2, 0);
            AtomicInteger done = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(1);
            Lane<Integer> lane = scheduler.open(CrawlOrder.BREADTH);
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                workers.add(Thread.startVirtualThread(() -> {
                    begun.countDown();
                    drain(lane, done);
                }));
            }
            for (int i = 0; i < 200; i++) {
                lane.addScheduled(i, url("h" + i % 4 + ".example", i));
            }
            begun.await();
            workers.forEach(Thread::interrupt);
            for (Thread worker : workers) {
                worker.join();
            }
            lane.close();
            assertThat(scheduler.free()).isEqualTo(3);
            assertThat(scheduler.hostCount()).isZero();
        }
    }

    @Test
    void pausesOfHostsAreForgottenBeyondTheirBound() throws Exception {
        FetchScheduler scheduler = new FetchScheduler(new SchedulerLimits(8, 8, 0, Long.MAX_VALUE, 8));
        opened.add(scheduler);
        for (int i = 0; i < 100; i++) {
            scheduler.crawlDelay(url("h" + i + ".example", 1), 1_000_000);
        }
        assertThat(scheduler.hostCount()).isEqualTo(8);
    }

    private FetchScheduler scheduler(int fetchesMax, int perHostMax, long delayNs) {
        FetchScheduler scheduler = new FetchScheduler(new SchedulerLimits(fetchesMax, perHostMax, delayNs, 0, 100));
        opened.add(scheduler);
        return scheduler;
    }

    private static <T> Turn<T> take(Lane<T> lane) throws InterruptedException {
        FutureTask<Turn<T>> taken = new FutureTask<>(lane::take);
        Thread.startVirtualThread(taken);
        try {
            return Objects.requireNonNull(taken.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static Permit permit(Turn<?> turn) {
        return Objects.requireNonNull(turn.permit());
    }

    private static void drain(Lane<Integer> lane, AtomicInteger done) {
        drain(lane, done, new CountDownLatch(0));
    }

    private static void drain(Lane<Integer> lane, AtomicInteger done, CountDownLatch each) {
        try {
            for (Turn<Integer> turn = lane.take(); turn != null; turn = lane.take()) {
                try (Permit permit = permit(turn)) {
                    letOthersRun();
                    assertThat(permit.waitedNs()).isZero();
                }
                done.incrementAndGet();
                each.countDown();
                lane.finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fetch(
            Lane<WebUrl> lane,
            Map<String, AtomicInteger> underWay,
            AtomicInteger most,
            AtomicInteger all,
            AtomicInteger mostOfAll) {
        try {
            for (Turn<WebUrl> turn = lane.take(); turn != null; turn = lane.take()) {
                try (Permit permit = permit(turn)) {
                    permit.enter(turn.item());
                    AtomicInteger atHost =
                            Objects.requireNonNull(underWay.get(turn.item().host()));
                    most.accumulateAndGet(atHost.incrementAndGet(), Math::max);
                    mostOfAll.accumulateAndGet(all.incrementAndGet(), Math::max);
                    letOthersRun();
                    atHost.decrementAndGet();
                    all.decrementAndGet();
                    permit.leave(200, 1_000, 0);
                }
                lane.finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // it only makes it likelier that a broken rule shows
    private static void letOthersRun() {
        Thread.yield();
    }

    private static WebUrl url(String host, int page) {
        try {
            return WebUrl.parse("http://" + host + "/" + page);
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }
}
