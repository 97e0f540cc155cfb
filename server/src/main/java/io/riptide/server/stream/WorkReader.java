package io.riptide.server.stream;

import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;

/// Understands what clients ask for, wherever they say it. Each method checks that nothing else was said, and
/// throws every fault at once.
///
/// - **Threading:** any thread.
public interface WorkReader {
    /// Reads a body, or the members of a WebSocket command beside `type` and `id`.
    Work read(JsonFields body) throws InvalidInputException;

    /// Reads a query.
    Work read(QueryFields query) throws InvalidInputException;
}
