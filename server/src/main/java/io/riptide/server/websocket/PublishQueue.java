package io.riptide.server.websocket;

import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.topic.Batch;
import io.riptide.server.topic.PublishOutcome;
import io.riptide.server.topic.Topics;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/// What a socket's client publishes, one after the other in the order it came.
///
/// - **Bounds:** [#WAITING_MAX] that wait for the one under way; more are refused.
@OnEventLoop
final class PublishQueue {
    static final int WAITING_MAX = 64;

    private final Topics topics;
    private final EventLoop loop;
    private final BiConsumer<String, PublishOutcome> answer;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isBusy;

    private record Waiting(String id, Batch batch) {}

    /// Publishes to `topics`; `answer` is told the id and outcome of each.
    PublishQueue(Topics topics, EventLoop loop, BiConsumer<String, PublishOutcome> answer) {
        this.topics = topics;
        this.loop = loop;
        this.answer = answer;
    }

    /// Takes one more, at once if none is under way; false when too many wait.
    boolean offer(String id, Batch batch) {
        if (waiting.size() == WAITING_MAX) {
            return false;
        }
        waiting.addLast(new Waiting(id, batch));
        goOn();
        return true;
    }

    private void goOn() {
        while (!isBusy && !waiting.isEmpty()) {
            Waiting next = waiting.removeFirst();
            isBusy = true;
            topics.publish(next.batch(), loop, outcome -> {
                isBusy = false;
                answer.accept(next.id(), outcome);
                goOn();
            });
        }
    }
}
