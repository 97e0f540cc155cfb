package io.riptide.server.pipeline.expression;

import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlOperator;
import org.jspecify.annotations.Nullable;

/// Computes with what metadata holds.
///
/// | operator | takes |
/// |---|---|
/// | `-` `*` `/` `%` | numbers, as doubles: 1/2 is 0.5 |
/// | `+` | numbers, or a text and a text, number or boolean |
/// | `<` `<=` `>` `>=` | two numbers or two texts, by their characters; false if one is null |
/// | `==` `!=` | anything but lists and maps; null equals null alone, values of two kinds are not equal |
/// | `and` `or` `not` `?:` | booleans; null is false |
///
/// - **Failure:** [ArithmeticException] for anything else.
final class FieldArithmetic extends JexlArithmetic {
    FieldArithmetic() {
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
        if (!(left instanceof String) && !(right instanceof String)) {
            return number("+", left) + number("+", right);
        }
        return Texts.bounded(Texts.written("+", left), Texts.written("+", right));
    }

    @Override
    public Object subtract(@Nullable Object left, @Nullable Object right) {
        return number("-", left) - number("-", right);
    }

    @Override
    public Object multiply(@Nullable Object left, @Nullable Object right) {
        return number("*", left) * number("*", right);
    }

    @Override
    public Object divide(@Nullable Object left, @Nullable Object right) {
        return number("/", left) / number("/", right);
    }

    @Override
    public Object mod(@Nullable Object left, @Nullable Object right) {
        return number("%", left) % number("%", right);
    }

    @Override
    public Object negate(@Nullable Object value) {
        return -number("-", value);
    }

    @Override
    public Object positivize(@Nullable Object value) {
        return number("+", value);
    }

    @Override
    public boolean equals(@Nullable Object left, @Nullable Object right) {
        for (Object side : new @Nullable Object[] {left, right}) {
            if (side instanceof List || side instanceof Map) {
                throw new ArithmeticException("lists and maps are not compared");
            }
        }
        if (left instanceof Number first && right instanceof Number second) {
            return order(first, second, difference -> difference == 0);
        }
        return left == null ? right == null : left.equals(right);
    }

    @Override
    public boolean lessThan(@Nullable Object left, @Nullable Object right) {
        return compare("<", left, right, difference -> difference < 0);
    }

    @Override
    public boolean lessThanOrEqual(@Nullable Object left, @Nullable Object right) {
        return compare("<=", left, right, difference -> difference <= 0);
    }

    @Override
    public boolean greaterThan(@Nullable Object left, @Nullable Object right) {
        return compare(">", left, right, difference -> difference > 0);
    }

    @Override
    public boolean greaterThanOrEqual(@Nullable Object left, @Nullable Object right) {
        return compare(">=", left, right, difference -> difference >= 0);
    }

    private static boolean compare(
            String operator, @Nullable Object left, @Nullable Object right, IntPredicate isWanted) {
        if (left == null || right == null) {
            return false;
        }
        if (left instanceof Number first && right instanceof Number second) {
            return order(first, second, isWanted);
        }
        if (left instanceof String first && right instanceof String second) {
            return isWanted.test(first.compareTo(second));
        }
        throw new ArithmeticException(
                operator + " takes two numbers or two texts, not " + Kinds.named(left) + " and " + Kinds.named(right));
    }

    /// Whole numbers as such, since a double cannot tell large ones apart; NaN is in no order with any.
    private static boolean order(Number left, Number right, IntPredicate isWanted) {
        if (isWhole(left) && isWhole(right)) {
            return isWanted.test(Long.compare(left.longValue(), right.longValue()));
        }
        double first = left.doubleValue();
        double second = right.doubleValue();
        if (Double.isNaN(first) || Double.isNaN(second)) {
            return false;
        }
        return isWanted.test(first < second ? -1 : first > second ? 1 : 0);
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    @Override
    public boolean toBoolean(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw new ArithmeticException("true or false is needed, not " + Kinds.named(value));
        };
    }

    @Override
    public boolean testPredicate(@Nullable Object value) {
        return toBoolean(value);
    }

    @Override
    public Object not(@Nullable Object value) {
        return !toBoolean(value);
    }

    @Override
    public ArrayBuilder arrayBuilder(int size, boolean isExtended) {
        return new ArrayBuilder() {
            private final List<@Nullable Object> items = new ArrayList<>(size);

            @Override
            public void add(@Nullable Object item) {
                items.add(item);
            }

            @Override
            public Object create(boolean isList) {
                return items;
            }
        };
    }

    @Override
    public MapBuilder mapBuilder(int size, boolean isExtended) {
        return new MapBuilder() {
            private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

            @Override
            public void put(Object name, @Nullable Object value) {
                members.put((String) name, value);
            }

            @Override
            public Object create() {
                return members;
            }
        };
    }

    private static double number(String operator, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new ArithmeticException(operator + " takes numbers, not " + Kinds.named(value));
    }
}
