package io.riptide.server.pipeline.expression;

import static io.riptide.server.pipeline.expression.NumberFunctions.number;

import java.math.MathContext;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlOperator;
import org.jspecify.annotations.Nullable;

/// Computes with doubles and nothing else: 1/2 is 0.5, 1/0 is infinite, 0/0 is NaN. What is not 0, nor NaN, is true.
///
/// - **Source:** IEEE 754, as Java has it.
final class NumberArithmetic extends JexlArithmetic {
    NumberArithmetic() {
        super(true);
    }

    @Override
    public boolean isStrict(@Nullable JexlOperator operator) {
        return false; // null is for the operators here to judge
    }

    @Override
    protected JexlArithmetic createWithOptions(boolean isStrict, MathContext context, int scale) {
        return this;
    }

    @Override
    public Object add(@Nullable Object left, @Nullable Object right) {
        return number(left) + number(right);
    }

    @Override
    public Object subtract(@Nullable Object left, @Nullable Object right) {
        return number(left) - number(right);
    }

    @Override
    public Object multiply(@Nullable Object left, @Nullable Object right) {
        return number(left) * number(right);
    }

    @Override
    public Object divide(@Nullable Object left, @Nullable Object right) {
        return number(left) / number(right);
    }

    @Override
    public Object mod(@Nullable Object left, @Nullable Object right) {
        return number(left) % number(right);
    }

    @Override
    public Object negate(@Nullable Object value) {
        return -number(value);
    }

    @Override
    public Object positivize(@Nullable Object value) {
        return number(value);
    }

    @Override
    public boolean equals(@Nullable Object left, @Nullable Object right) {
        return number(left) == number(right);
    }

    @Override
    public boolean lessThan(@Nullable Object left, @Nullable Object right) {
        return number(left) < number(right);
    }

    @Override
    public boolean lessThanOrEqual(@Nullable Object left, @Nullable Object right) {
        return number(left) <= number(right);
    }

    @Override
    public boolean greaterThan(@Nullable Object left, @Nullable Object right) {
        return number(left) > number(right);
    }

    @Override
    public boolean greaterThanOrEqual(@Nullable Object left, @Nullable Object right) {
        return number(left) >= number(right);
    }

    @Override
    public boolean toBoolean(@Nullable Object value) {
        double number = number(value);
        return number < 0 || number > 0;
    }

    @Override
    public boolean testPredicate(@Nullable Object value) {
        return toBoolean(value);
    }

    @Override
    public Object not(@Nullable Object value) {
        return !toBoolean(value);
    }
}
