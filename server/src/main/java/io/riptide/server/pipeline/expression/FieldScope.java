package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.frame.Frame;
import java.util.Map;
import org.apache.commons.jexl3.JexlContext;
import org.jspecify.annotations.Nullable;

/// What an expression of metadata knows: the frame's fields, and `frame`.
///
/// - **Ownership:** borrows the frame.
///
/// @param of the frame
record FieldScope(Frame of) implements JexlContext {
    @Override
    public @Nullable Object get(String name) {
        if (name.equals("frame")) {
            return Map.of("sequence_id", of.sequenceId(), "timestamp", of.timestampUs(), "metadata", of.metadata());
        }
        return of.metadata().get(name);
    }

    /// The library asks whether a name that is called is a variable; none is.
    @Override
    public boolean has(String name) {
        return false;
    }

    @Override
    public void set(String name, @Nullable Object value) {
        throw new UnsupportedOperationException(name);
    }
}
