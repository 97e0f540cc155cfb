package io.riptide.server.stream;

import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.problem.RefusedException;

/// Work that its client can give something to while it goes on.
///
/// - **Threading:** any thread; nothing is waited for.
public interface TakesInput {
    /// Takes what an `input` command says beside `type`; throws what is wrong with it, or why it cannot be taken
    /// now.
    void onInput(JsonFields fields) throws InvalidInputException, RefusedException;
}
