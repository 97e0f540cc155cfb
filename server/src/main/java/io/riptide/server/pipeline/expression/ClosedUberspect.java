package io.riptide.server.pipeline.expression;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlOperator;
import org.apache.commons.jexl3.introspection.JexlMethod;
import org.apache.commons.jexl3.introspection.JexlPropertyGet;
import org.apache.commons.jexl3.introspection.JexlPropertySet;
import org.apache.commons.jexl3.introspection.JexlUberspect;
import org.jspecify.annotations.Nullable;

/// All of Java that an expression can reach: its functions, members of maps by their names, items of lists by their
/// places. There are no classes, constructors, methods, fields or iterators, and nothing can be set.
final class ClosedUberspect implements JexlUberspect {
    private final Map<String, Function> functions;

    ClosedUberspect(Map<String, Function> functions) {
        this.functions = functions;
    }

    /// A function, which is called on the scope; objects have no methods.
    @Override
    public @Nullable JexlMethod getMethod(@Nullable Object target, String name, @Nullable Object... given) {
        return target instanceof JexlContext ? functions.get(name) : null;
    }

    @Override
    public JexlPropertyGet getPropertyGet(@Nullable Object of, @Nullable Object key) {
        return new Member(key);
    }

    @Override
    public JexlPropertyGet getPropertyGet(List<PropertyResolver> resolvers, @Nullable Object of, @Nullable Object key) {
        return new Member(key);
    }

    /// Reads a member; what is not there is null.
    ///
    /// @param key a map's name, a list's place
    private record Member(@Nullable Object key) implements JexlPropertyGet {
        @Override
        public @Nullable Object invoke(@Nullable Object of) {
            if (of instanceof Map<?, ?> members && key instanceof String) {
                return members.get(key);
            }
            if (of instanceof List<?> items && key instanceof Number place) {
                double index = place.doubleValue();
                boolean isThere = index == Math.rint(index) && index >= 0 && index < items.size();
                return isThere ? items.get((int) index) : null;
            }
            return null;
        }

        @Override
        public @Nullable Object tryInvoke(@Nullable Object of, @Nullable Object otherKey) {
            return JexlEngine.TRY_FAILED;
        }

        @Override
        public boolean tryFailed(@Nullable Object value) {
            return true; // it is made for each access, and not kept
        }

        @Override
        public boolean isCacheable() {
            return false;
        }
    }

    @Override
    public JexlOperator.Uberspect getOperator(JexlArithmetic arithmetic) {
        return NoOverloads.INSTANCE;
    }

    @Override
    public JexlArithmetic.Uberspect getArithmetic(JexlArithmetic arithmetic) {
        return NoOverloads.INSTANCE;
    }

    @Override
    public @Nullable Class<?> getClassByName(String name) {
        return null;
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return null;
    }

    @Override
    public void setClassLoader(@Nullable ClassLoader loader) {
        throw new UnsupportedOperationException("expressions know no classes");
    }

    @Override
    public @Nullable JexlMethod getConstructor(Object ofClass, @Nullable Object... given) {
        return null;
    }

    @Override
    public @Nullable Iterator<?> getIterator(Object of) {
        return null;
    }

    @Override
    public @Nullable JexlPropertySet getPropertySet(Object of, Object key, @Nullable Object value) {
        return null;
    }

    @Override
    public @Nullable JexlPropertySet getPropertySet(
            List<PropertyResolver> resolvers, Object of, Object key, @Nullable Object value) {
        return null;
    }

    @Override
    public List<PropertyResolver> getResolvers(@Nullable JexlOperator operator, @Nullable Object of) {
        return List.of();
    }

    @Override
    public int getVersion() {
        return 0;
    }
}
