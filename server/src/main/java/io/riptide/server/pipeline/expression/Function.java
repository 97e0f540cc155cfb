package io.riptide.server.pipeline.expression;

import org.apache.commons.jexl3.introspection.JexlMethod;
import org.jspecify.annotations.Nullable;

/// A function that expressions can call.
///
/// - **Failure:** [ArithmeticException] where it has no value.
///
/// @param name as expressions write it
/// @param arguments how many it takes
/// @param body what it does
record Function(String name, int arguments, Body body) implements JexlMethod {
    /// What a function does.
    @FunctionalInterface
    interface Body {
        @Nullable
        Object of(@Nullable Object[] arguments);
    }

    @Override
    public Class<?> getReturnType() {
        return Object.class;
    }

    @Override
    public @Nullable Object invoke(Object scope, @Nullable Object... given) {
        return body.of(given);
    }

    @Override
    public @Nullable Object tryInvoke(String called, Object scope, @Nullable Object... given) {
        return body.of(given);
    }

    @Override
    public boolean tryFailed(@Nullable Object value) {
        return false;
    }

    @Override
    public boolean isCacheable() {
        return false;
    }
}
