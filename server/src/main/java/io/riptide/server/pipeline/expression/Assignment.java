package io.riptide.server.pipeline.expression;

/// A field and the expression of its value.
///
/// @param target where the value goes
/// @param value what it is
record Assignment(FieldPath target, Expression value) {
    /// The assignment in `text`, as in `name = expression`; places are told in the expression.
    static Assignment of(String text) throws ExpressionRefusedException {
        int sign = text.indexOf('=');
        if (sign < 0 || text.startsWith("==", sign)) {
            throw new ExpressionRefusedException("must be name = expression, not " + text);
        }
        String name = text.substring(0, sign).strip();
        FieldPath target = FieldPath.of(name)
                .orElseThrow(() ->
                        new ExpressionRefusedException("must have " + FieldPath.RULE + " before the =, not " + name));
        try {
            return new Assignment(target, Expression.of(text.substring(sign + 1), Dialect.FIELDS));
        } catch (ExpressionRefusedException e) {
            throw new ExpressionRefusedException("of " + target + " " + e.reason());
        }
    }

    /// The assignment in a text that was checked before.
    static Assignment ofChecked(String text) {
        try {
            return of(text);
        } catch (ExpressionRefusedException e) {
            throw new IllegalArgumentException(text + " " + e.reason(), e);
        }
    }
}
