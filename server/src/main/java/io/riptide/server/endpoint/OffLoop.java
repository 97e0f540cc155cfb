package io.riptide.server.endpoint;

import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes documents that take longer than an event loop has on virtual threads, and answers on the event loop.
///
/// - **Bounds:** [#AT_ONCE_MAX] at once; more are refused with 503.
final class OffLoop {
    private static final Logger LOG = LoggerFactory.getLogger(OffLoop.class);
    private static final int AT_ONCE_MAX = 16;

    private final Semaphore places = new Semaphore(AT_ONCE_MAX);

    /// Answers `request` as the action says that `making` makes; the action runs on the event loop.
    @OnEventLoop
    void answer(Request request, Supplier<Runnable> making) {
        if (!places.tryAcquire()) {
            request.problem(Problem.unavailable("too many figures are being made"));
            return;
        }
        EventLoop loop = request.exchange().channel().eventLoop();
        Thread.ofVirtual().name("off-loop").start(() -> {
            Runnable answer = made(request, making);
            places.release();
            loop.execute(answer);
        });
    }

    private static Runnable made(Request request, Supplier<Runnable> making) {
        try {
            return making.get();
        } catch (RuntimeException e) { // the outermost frame of this thread
            LOG.error("request {} failed", request.context().id(), e);
            return () -> request.problem(Problem.internal());
        }
    }
}
