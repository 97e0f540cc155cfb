package io.riptide.engine.log;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random schedules against a model that is a plain list. A failure names the seed that shows it again.
class LogModelTest {
    @Test
    void everyOffsetIsDeliveredOnceOrInsideOneGapWithKnownSeeds() {
        for (long seed = 0; seed < 150; seed++) {
            play(seed);
        }
    }

    @Test
    void everyOffsetIsDeliveredOnceOrInsideOneGapWithNewSeeds() {
        Random seeds = new Random();
        for (int i = 0; i < 150; i++) {
            play(seeds.nextLong());
        }
    }

    private static void play(long seed) {
        try (LogModel model = new LogModel(new Random(seed))) {
            model.play(500);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed, e);
        }
    }
}
