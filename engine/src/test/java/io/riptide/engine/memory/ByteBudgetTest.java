package io.riptide.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    @Test
    void whatAChildReservesCountsAtEveryLevelAbove() {
        ByteBudget node = ByteBudget.root("node", 100);
        ByteBudget client = node.child("client", 50);
        ByteBudget stream = client.child("stream", 20);

        assertThat(stream.tryReserve(15)).isTrue();

        assertThat(List.of(node.reserved(), client.reserved(), stream.reserved()))
                .containsExactly(15L, 15L, 15L);
        stream.release(15);
        assertThat(List.of(node.reserved(), client.reserved(), stream.reserved()))
                .containsExactly(0L, 0L, 0L);
    }

    @Test
    void refusalAtAnyLevelReservesNothingAtAll() {
        ByteBudget node = ByteBudget.root("node", 100);
        ByteBudget client = node.child("client", 30);
        ByteBudget wide = node.child("wide", 1_000);
        ByteBudget stream = client.child("stream", 1_000);

        assertThat(stream.tryReserve(31)).isFalse();
        assertThat(wide.tryReserve(101)).isFalse();

        assertThat(List.of(node.reserved(), client.reserved(), wide.reserved(), stream.reserved()))
                .containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void theLimitItselfMayBeReserved() {
        ByteBudget node = ByteBudget.root("node", 100);
        assertThat(node.tryReserve(100)).isTrue();
        assertThat(node.tryReserve(1)).isFalse();
        assertThat(node.tryReserve(0)).isTrue();
        node.release(100);
    }

    @Test
    void hugeRequestsDoNotOverflow() {
        ByteBudget node = ByteBudget.root("node", Long.MAX_VALUE);
        assertThat(node.tryReserve(Long.MAX_VALUE)).isTrue();
        assertThat(node.tryReserve(Long.MAX_VALUE)).isFalse();
        assertThat(node.reserved()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void releasingMoreThanReservedIsABug() {
        ByteBudget node = ByteBudget.root("node", 100);
        assertThat(node.tryReserve(10)).isTrue();
        assertThatThrownBy(() -> node.release(11)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aLimitMustBePositive() {
        assertThatThrownBy(() -> ByteBudget.root("node", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsWordsNameAndFigures() {
        ByteBudget node = ByteBudget.root("node", 100);
        assertThat(node.tryReserve(7)).isTrue();
        assertThat(node).hasToString("node 7/100");
        assertThat(node.name()).isEqualTo("node");
        assertThat(node.limit()).isEqualTo(100);
    }

    @Test
    void limitsHoldAtEveryInstantUnderManyThreads() throws Exception {
        ByteBudget node = ByteBudget.root("node", 1_000);
        List<ByteBudget> clients = List.of(node.child("a", 600), node.child("b", 600), node.child("c", 600));
        List<Callable<Long>> work = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ByteBudget stream = clients.get(i % 3).child("stream-" + i, 400);
            work.add(() -> reserveAndRelease(stream, node));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            long granted = 0;
            for (Future<Long> done : threads.invokeAll(work)) {
                granted += done.get();
            }
            assertThat(granted).isPositive();
        }
        assertThat(node.reserved()).isZero();
        assertThat(clients).allMatch(client -> client.reserved() == 0);
    }

    private static long reserveAndRelease(ByteBudget stream, ByteBudget node) {
        long granted = 0;
        for (int i = 0; i < 50_000; i++) {
            int bytes = ThreadLocalRandom.current().nextInt(1, 300);
            if (stream.tryReserve(bytes)) {
                granted++;
                assertThat(stream.reserved() >= bytes && stream.reserved() <= stream.limit())
                        .isTrue();
                stream.release(bytes);
            }
            long reserved = node.reserved();
            assertThat(reserved >= 0 && reserved <= node.limit()).isTrue();
        }
        return granted;
    }
}
