package io.riptide.server.pipeline.expression;

import java.util.function.Consumer;
import org.apache.commons.jexl3.JexlCache;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlOperator;
import org.apache.commons.jexl3.introspection.JexlMethod;
import org.jspecify.annotations.Nullable;

/// Operators are those of the arithmetic; those that the library would look for elsewhere do not exist.
enum NoOverloads implements JexlOperator.Uberspect {
    INSTANCE;

    @Override
    public boolean overloads(JexlOperator operator) {
        return false;
    }

    @Override
    public @Nullable JexlMethod getOperator(JexlOperator operator, @Nullable Object... given) {
        return null;
    }

    @Override
    public Object tryOverload(JexlCache.Reference at, JexlOperator operator, @Nullable Object... given) {
        return JexlEngine.TRY_FAILED;
    }

    @Override
    public Object tryAssignOverload(
            JexlCache.Reference at, JexlOperator operator, Consumer<Object> assign, @Nullable Object... given) {
        throw refused(operator);
    }

    @Override
    public Object size(JexlCache.Reference at, @Nullable Object of) {
        throw refused(JexlOperator.SIZE);
    }

    @Override
    public Object empty(JexlCache.Reference at, @Nullable Object of) {
        throw refused(JexlOperator.EMPTY);
    }

    @Override
    public boolean contains(JexlCache.Reference at, JexlOperator operator, @Nullable Object in, @Nullable Object what) {
        throw refused(operator);
    }

    @Override
    public boolean startsWith(
            JexlCache.Reference at, JexlOperator operator, @Nullable Object in, @Nullable Object what) {
        throw refused(operator);
    }

    @Override
    public boolean endsWith(JexlCache.Reference at, JexlOperator operator, @Nullable Object in, @Nullable Object what) {
        throw refused(operator);
    }

    private static ArithmeticException refused(JexlOperator operator) {
        return new ArithmeticException(operator + " is not allowed");
    }
}
