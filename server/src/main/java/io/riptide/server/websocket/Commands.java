package io.riptide.server.websocket;

import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.stream.Work;
import java.util.LinkedHashMap;
import java.util.Map;

/// The kinds of work a client can ask for over a socket.
///
/// @param readers by the command's name: how to read the work from the members beside `type` and `id`
public record Commands(Map<String, Reader> readers) {
    /// No work at all.
    public static final Commands NONE = new Commands(Map.of());

    /// Reads work.
    @FunctionalInterface
    public interface Reader {
        /// Reads what `fields` say, checks that nothing else was said, and throws every fault at once.
        Work read(JsonFields fields) throws InvalidInputException;
    }

    /// These and `others`.
    public Commands and(Commands others) {
        Map<String, Reader> all = new LinkedHashMap<>(readers);
        all.putAll(others.readers);
        return new Commands(Map.copyOf(all));
    }
}
