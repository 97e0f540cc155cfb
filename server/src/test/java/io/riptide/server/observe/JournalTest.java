package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.LogCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JournalTest {
    private static final Window WINDOW = new Window(100, 1 << 20);

    private final NodeRig rig = new NodeRig();
    private final Journal journal = rig.journal;

    @AfterEach
    void everythingComesBack() {
        rig.close();
        assertThat(journal.heldBytes()).isZero();
    }

    @Test
    void anEventSaysWhatHappenedToWhomAndWhen() {
        journal.tell(new NodeEvent(
                1_500, NodeEvent.Kind.CIRCUIT_BREAKER, "host:a:80", "open", 1, "it failed\nand \"failed\""));

        JsonNode event = rig.journalFrom(0).getFirst();

        assertThat(event.propertyNames())
                .containsExactly("type", "id", "timestamp", "kind", "subject", "state", "count", "message");
        assertThat(event.path("type").stringValue()).isEqualTo("event");
        assertThat(event.path("id").stringValue()).endsWith("-0");
        assertThat(event.path("timestamp").stringValue()).isEqualTo("1970-01-01T00:00:01.500Z");
        assertThat(event.path("kind").stringValue()).isEqualTo("circuit_breaker");
        assertThat(event.path("subject").stringValue()).isEqualTo("host:a:80");
        assertThat(event.path("state").stringValue()).isEqualTo("open");
        assertThat(event.path("message").stringValue()).isEqualTo("it failed\nand \"failed\"");
    }

    @Test
    void aJournalNobodyWroteToHoldsNothing() {
        journal.keepHouse();
        assertThat(journal.heldBytes()).isZero();
        assertThat(journal.written()).isZero();
    }

    @Test
    void manyMayTellAtOnce() throws InterruptedException {
        int threads = 8;
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> tellers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tellers.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int j = 0; j < 100; j++) {
                    journal.tell(event("s"));
                }
            }));
        }
        start.countDown();
        for (Thread teller : tellers) {
            teller.join();
        }
        assertThat(rig.journalFrom(0)).hasSize(threads * 100);
        assertThat(journal.written()).isEqualTo(threads * 100L);
    }

    @Test
    void whatDoesNotFitIsCountedAndTold() {
        for (int i = 0; i < 3_000; i++) {
            journal.tell(event("s" + i));
        }
        List<JsonNode> events = rig.journalFrom(0);
        JsonNode last = events.getLast();
        assertThat(last.path("kind").stringValue()).isEqualTo("journal");
        assertThat(last.path("state").stringValue()).isEqualTo("lost");
        assertThat(last.path("count").longValue()).isEqualTo(journal.lost());
        assertThat(events.size() - 1 + journal.lost()).isEqualTo(3_000);
        journal.tell(event("later"));
        assertThat(rig.journalFrom(events.size())).hasSize(1);
    }

    @Test
    void oldEventsGoAndMemoryStaysBounded() {
        int count = 40_000;
        for (int i = 0; i < count; i++) {
            journal.tell(event("s" + i));
            if (i % 500 == 0) {
                journal.keepHouse();
                assertThat(journal.heldBytes()).isLessThanOrEqualTo(Journal.BUDGET_BYTES);
            }
        }
        List<JsonNode> events = rig.journalFrom(0);
        assertThat(journal.lost()).isZero();
        // A whole segment of some 400 events more than it keeps.
        assertThat(events.size()).isBetween(Journal.EVENTS_MAX, Journal.EVENTS_MAX + 1_000);
        assertThat(events.getLast().path("subject").stringValue()).isEqualTo("s" + (count - 1));
        assertThat(journal.written()).isEqualTo(count);
    }

    @Test
    void longEventsAreHeldByTheirBytes() {
        String message = "x".repeat(4_000);
        for (int i = 0; i < 3_000; i++) {
            journal.tell(NodeEvent.now(NodeEvent.Kind.NODE, "n", "s", message));
            if (i % 100 == 0) {
                journal.keepHouse();
            }
        }
        journal.keepHouse();
        assertThat(journal.lost()).isZero();
        assertThat(journal.heldBytes()).isLessThanOrEqualTo(Journal.BUDGET_BYTES);
        assertThat(rig.journalFrom(0).size()).isBetween(600, 900);
    }

    @Test
    void whoWouldHoldItUpIsNotLetIn() {
        assertThat(journal.attach(0, new DeliveryPolicy.Block(), WINDOW, () -> {}))
                .isNull();
    }

    @Test
    void readersAreBounded() {
        List<LogCursor> readers = new ArrayList<>();
        for (LogCursor reader = attach(); reader != null; reader = attach()) {
            readers.add(reader);
        }
        assertThat(readers).hasSize(100);
        journal.detach(readers.removeFirst());
        readers.add(Objects.requireNonNull(attach()));
        readers.forEach(journal::detach);
    }

    @Test
    void itEndsWithASummaryOnceAndTakesNothingAfter() {
        journal.tell(event("before"));
        journal.end();
        journal.end();
        journal.tell(event("after"));
        List<JsonNode> events = rig.journalFrom(0);
        assertThat(events).hasSize(2);
        assertThat(events.getLast().path("type").stringValue()).isEqualTo("summary");
        assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("shutdown");
    }

    private @Nullable LogCursor attach() {
        return journal.attach(0, new DeliveryPolicy.DropOldest(), WINDOW, () -> {});
    }

    private static NodeEvent event(String subject) {
        return NodeEvent.now(NodeEvent.Kind.NODE, subject, "state", "message");
    }
}
