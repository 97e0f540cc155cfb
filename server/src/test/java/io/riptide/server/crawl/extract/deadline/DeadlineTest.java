package io.riptide.server.crawl.extract.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final int QUESTIONS = 1_000;

    private final AtomicLong clock = new AtomicLong(5_000);
    private final Deadline deadline = new Deadline(clock::get, 1_000);

    private static boolean isOver(Deadline.Stage stage) {
        boolean over = false;
        for (int i = 0; i < QUESTIONS; i++) {
            over = stage.isOver();
        }
        return over;
    }

    @Test
    void stageIsOverWhenItsShareOfTheTimeIs() {
        Deadline.Stage half = deadline.until(50);
        assertThat(isOver(half)).isFalse();
        clock.set(5_499);
        assertThat(isOver(half)).isFalse();
        clock.set(5_500);
        assertThat(isOver(half)).isTrue();
    }

    @Test
    void laterStageHasWhatTheEarlierLeft() {
        clock.set(5_500);
        assertThat(isOver(deadline.until(50))).isTrue();
        assertThat(isOver(deadline.until(75))).isFalse();
    }

    @Test
    void onceOverStaysOver() {
        Deadline.Stage stage = deadline.until(100);
        clock.set(6_000);
        assertThat(isOver(stage)).isTrue();
        clock.set(5_000);
        assertThat(isOver(stage)).isTrue();
    }

    @Test
    void missedIsWhatStoppedSomething() {
        clock.set(9_000);
        assertThat(deadline.isMissed()).isFalse();
        assertThat(isOver(deadline.until(100))).isTrue();
        assertThat(deadline.isMissed()).isTrue();
    }

    @Test
    void standstillOfTheMachineCountsLittle() {
        var second = new Deadline(clock::get, 1_000_000_000);
        clock.addAndGet(5_000_000_000L);
        assertThat(isOver(second.until(100))).isFalse();
        var ticking = new Deadline(() -> clock.getAndAdd(10_000_000), 1_000_000_000);
        Deadline.Stage stage = ticking.until(100);
        for (int i = 0; i < 10; i++) {
            isOver(stage);
        }
        assertThat(stage.isOver()).isTrue();
    }

    @Test
    void firstQuestionLooksAtTheClock() {
        clock.set(9_000);
        assertThat(deadline.until(100).isOver()).isTrue();
    }

    @Test
    void readerGivesTheWholeTextInTime() throws Exception {
        String text = "0123456789".repeat(1_000);
        try (DeadlineReader reader = new DeadlineReader(new StringReader(text), deadline.until(100))) {
            assertThat(reader.readAllAsString()).isEqualTo(text);
        }
        assertThat(deadline.isMissed()).isFalse();
    }

    @Test
    void readerEndsWhenTheStageDoes() throws Exception {
        var ticking = new Deadline(() -> clock.getAndAdd(100), 1_000);
        String text = "0123456789".repeat(1_000_000);
        try (DeadlineReader reader = new DeadlineReader(new StringReader(text), ticking.until(100))) {
            assertThat(text).startsWith(reader.readAllAsString());
        }
        assertThat(ticking.isMissed()).isTrue();
    }

    @Test
    void readerGivesSomethingHoweverLate() throws Exception {
        clock.set(9_000);
        try (DeadlineReader reader = new DeadlineReader(new StringReader("a page"), deadline.until(50))) {
            assertThat(reader.readAllAsString()).isEqualTo("a page");
        }
    }

    @Test
    void emptyTextIsReadInTime() throws Exception {
        clock.set(9_000);
        try (DeadlineReader reader = new DeadlineReader(new StringReader(""), deadline.until(50))) {
            assertThat(reader.readAllAsString()).isEmpty();
        }
        assertThat(deadline.isMissed()).isFalse();
    }
}
