package io.riptide.server.pipeline.expression;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions of numbers, as [Math] has them: what has no value is NaN.
final class NumberFunctions {
    private NumberFunctions() {}

    static List<Function> all() {
        return List.of(
                one("sin", Math::sin),
                one("cos", Math::cos),
                one("tan", Math::tan),
                one("asin", Math::asin),
                one("acos", Math::acos),
                one("atan", Math::atan),
                two("atan2", Math::atan2),
                one("exp", Math::exp),
                one("log", Math::log),
                one("log10", Math::log10),
                one("sqrt", Math::sqrt),
                one("abs", Math::abs),
                two("min", Math::min),
                two("max", Math::max),
                two("pow", Math::pow),
                one("floor", Math::floor),
                one("ceil", Math::ceil),
                one("round", NumberFunctions::round),
                one("sign", Math::signum),
                new Function("clamp", 3, given -> clamp(number(given[0]), number(given[1]), number(given[2]))));
    }

    /// To the nearest whole number, from the middle up; of any size, where [Math#round] ends at that of a long.
    private static double round(double x) {
        double below = Math.floor(x);
        return x - below < 0.5 ? below : below + 1;
    }

    /// Of bounds that are the wrong way round the upper one counts.
    private static double clamp(double x, double lowest, double highest) {
        return Math.min(Math.max(x, lowest), highest);
    }

    private static Function one(String name, DoubleUnaryOperator body) {
        return new Function(name, 1, given -> body.applyAsDouble(number(given[0])));
    }

    private static Function two(String name, DoubleBinaryOperator body) {
        return new Function(name, 2, given -> body.applyAsDouble(number(given[0]), number(given[1])));
    }

    /// A number as a double; a truth, which only samples are computed with, is 1 or 0.
    static double number(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> throw new ArithmeticException("a number is needed, not " + Kinds.named(value));
        };
    }
}
