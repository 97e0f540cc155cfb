package io.riptide.server.topic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.EventLoop;
import io.riptide.engine.topic.Publication;
import io.riptide.engine.topic.Topic;
import io.riptide.engine.topic.TopicRefusedException;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.config.TopicsConfig;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Stores what clients publish: at once on the event loop when that needs no waiting and is short, else on a
/// virtual thread.
///
/// - **Bounds:** `topics.publishes-max` that wait or are long; each waits `topics.publish-timeout` at most.
/// - **Failure:** 503 with how much was stored, which stays stored.
final class Publisher {
    /// A topic may end between finding it and using it; that it does so again and again is no chance.
    private static final int TRIES = 3;

    private static final int RETRY_AFTER_SECONDS = 1;

    private final TopicRegistry registry;
    private final TopicsConfig config;
    private final Semaphore places;

    Publisher(TopicRegistry registry, TopicsConfig config) {
        this.registry = registry;
        this.config = config;
        this.places = new Semaphore(config.publishesMax());
    }

    /// Stores `batch` and tells `then`, on `loop`, which is the caller's; at once if it can.
    @OnEventLoop
    void publish(Batch batch, EventLoop loop, Consumer<PublishOutcome> then) {
        assert loop.inEventLoop() : loop;
        Publication publication;
        try {
            publication = begin(batch);
        } catch (TopicRefusedException e) {
            then.accept(refused(e));
            return;
        }
        if (publication.state() != Publication.State.OPEN) {
            then.accept(outcome(publication, batch));
            return;
        }
        if (!places.tryAcquire()) {
            publication.abandon();
            then.accept(refused(publication, batch, "too many publishes wait for room already"));
            return;
        }
        Thread.ofVirtual().name("publish-" + batch.topic()).start(() -> {
            PublishOutcome outcome = finishAlone(publication, batch);
            places.release();
            loop.execute(() -> then.accept(outcome));
        });
    }

    /// Stores `batch`, for which it waits `topics.publish-timeout` at most. On a thread that may wait, and is there
    /// anyway: so it takes none of the places, which bound the threads that publishes begin.
    PublishOutcome publish(Batch batch) throws InterruptedException {
        try {
            Publication publication = begin(batch);
            return publication.state() == Publication.State.OPEN
                    ? finish(publication, batch)
                    : outcome(publication, batch);
        } catch (TopicRefusedException e) {
            return refused(e);
        }
    }

    /// A publication of `batch` that has stored what it could without waiting.
    private Publication begin(Batch batch) throws TopicRefusedException {
        Publication publication = null;
        for (int i = 0; i < TRIES; i++) {
            Topic topic = registry.open(batch.topic());
            publication = topic.publication(batch.in(topic.log().epoch()));
            publication.advance();
            if (!hasMissed(publication)) {
                break;
            }
        }
        assert publication != null;
        return publication;
    }

    private PublishOutcome finishAlone(Publication begun, Batch batch) {
        try {
            return finish(begun, batch);
        } catch (TopicRefusedException e) {
            return refused(e);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody did, the publish is over all the same.
            return refused(begun, batch, "the publish was interrupted");
        }
    }

    private PublishOutcome finish(Publication begun, Batch batch) throws TopicRefusedException, InterruptedException {
        Publication publication = begun;
        long timeoutNs = config.publishTimeout().toNanos();
        publication.finish(timeoutNs);
        for (int i = 1; i < TRIES && hasMissed(publication); i++) {
            publication = begin(batch);
            if (publication.state() == Publication.State.OPEN) {
                publication.finish(timeoutNs);
            }
        }
        return outcome(publication, batch);
    }

    /// Whether the topic had ended before anything was stored: another one of its name takes the messages.
    private static boolean hasMissed(Publication publication) {
        return publication.state() == Publication.State.ENDED && publication.stored() == 0;
    }

    private PublishOutcome outcome(Publication publication, Batch batch) {
        return switch (publication.state()) {
            case STORED ->
                new PublishOutcome.Stored(
                        new String(publication.topic().log().epoch(), US_ASCII),
                        publication.firstOffset(),
                        publication.stored());
            case OPEN, NO_ROOM ->
                refused(
                        publication,
                        batch,
                        "there was no room within " + config.publishTimeout().toMillis()
                                + " ms: a subscriber that blocks is slow, or memory is used up");
            case ENDED -> refused(publication, batch, "the topic was deleted meanwhile");
            case UNSTORABLE -> new PublishOutcome.Refused(Problem.internal());
        };
    }

    private static PublishOutcome refused(TopicRefusedException refusal) {
        return new PublishOutcome.Refused(Problem.unavailable(String.valueOf(refusal.getMessage())));
    }

    private static PublishOutcome refused(Publication publication, Batch batch, String why) {
        int stored = publication.stored();
        int count = batch.messages().size();
        Problem plain = Problem.unavailable(stored + " of " + count + " messages were stored; " + why);
        List<Fault> faults =
                count == 1 ? List.of() : List.of(new Fault("/" + stored, "the first message that was not stored"));
        return new PublishOutcome.Refused(new Problem(
                plain.slug(), plain.status(), plain.title(), plain.detail(), true, RETRY_AFTER_SECONDS, faults));
    }
}
