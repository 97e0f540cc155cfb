package io.riptide.server.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.route.Request;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads JSON bodies and tells their sender what is wrong with them.
///
/// - **Threading:** on the event loop; a body over [#READ_ON_LOOP_BYTES_MAX] is read on a virtual thread, so
///   that nobody else waits for it, and what was read comes back to the loop.
@OnEventLoop
final class JsonBodies {
    private static final int READ_ON_LOOP_BYTES_MAX = 32 * 1024;

    private JsonBodies() {}

    /// Makes something of the bytes of a body.
    @FunctionalInterface
    interface BytesReader<T> {
        T read(byte[] body) throws InvalidInputException, MalformedJsonException, RefusedException;
    }

    /// Makes something of the fields of a body.
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonFields fields) throws InvalidInputException, RefusedException;
    }

    /// What became of a body.
    private sealed interface Outcome<T> {
        record Good<T>(T value) implements Outcome<T> {}

        record Bad<T>(Problem problem) implements Outcome<T> {}
    }

    /// Receives the body of `request` and hands what `reader` makes of it to `then`; answers itself when that
    /// is nothing.
    static <T> void receive(Request request, long bytesMax, Reader<T> reader, Consumer<T> then) {
        Optional<String> type = request.contentType();
        if (type.isPresent()
                && !type.get().equals("application/json")
                && !type.get().endsWith("+json")) {
            request.problem(Problem.unsupportedMediaType("send application/json, not " + type.get()));
            return;
        }
        receiveBytes(request, bytesMax, bytes -> reader.read(new JsonFields(Json.read(bytes), "", new Faults())), then);
    }

    /// As [#receive], for a body whose media type was looked at.
    static <T> void receiveBytes(Request request, long bytesMax, BytesReader<T> reader, Consumer<T> then) {
        request.receiveBody(bytesMax, body -> {
            byte[] bytes = take(body);
            if (bytes.length <= READ_ON_LOOP_BYTES_MAX) {
                finish(request, read(bytes, reader), then);
                return;
            }
            EventLoop loop = request.exchange().channel().eventLoop();
            Thread.ofVirtual().name("read-body").start(() -> {
                Outcome<T> outcome = read(bytes, reader);
                loop.execute(() -> finish(request, outcome, then));
            });
        });
    }

    private static byte[] take(ByteBuf body) {
        try {
            return ByteBufUtil.getBytes(body);
        } finally {
            body.release();
        }
    }

    private static <T> void finish(Request request, Outcome<T> outcome, Consumer<T> then) {
        switch (outcome) {
            case Outcome.Good<T>(T value) -> then.accept(value);
            case Outcome.Bad<T>(Problem problem) -> request.problem(problem);
        }
    }

    private static <T> Outcome<T> read(byte[] bytes, BytesReader<T> reader) {
        if (bytes.length == 0) {
            return new Outcome.Bad<>(Problem.malformed("the body is empty; send a JSON object"));
        }
        try {
            return new Outcome.Good<>(reader.read(bytes));
        } catch (MalformedJsonException e) {
            return new Outcome.Bad<>(Problem.malformed(e.detail()));
        } catch (InvalidInputException e) {
            return new Outcome.Bad<>(Problem.invalid(e.faults()));
        } catch (RefusedException e) {
            return new Outcome.Bad<>(e.problem());
        }
    }
}
