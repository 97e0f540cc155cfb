package io.riptide.server.pipeline.expression;

import java.util.Set;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlExpression;
import org.apache.commons.jexl3.JexlInfo;
import org.jspecify.annotations.Nullable;

/// An expression that is allowed, ready to be computed.
///
/// - **Threading:** one thread at a time.
/// - **Bounds:** those of [Lexer]; the time a value takes is that of so many functions and operators, each of which
///   is bounded.
final class Expression {
    private final JexlExpression compiled;
    private final Set<String> names;

    private Expression(JexlExpression compiled, Set<String> names) {
        this.compiled = compiled;
        this.names = names;
    }

    /// Reads `text`, which strangers may have written.
    static Expression of(String text, Dialect dialect) throws ExpressionRefusedException {
        String stripped = text.strip();
        Lexer.check(stripped, dialect.symbols());
        Set<String> names = Syntax.names(stripped, dialect);
        return new Expression(dialect.engine().createExpression(new JexlInfo("", 1, 1), stripped), names);
    }

    /// The same of a text that was checked before; anything else is a bug.
    static Expression ofChecked(String text, Dialect dialect) {
        try {
            return of(text, dialect);
        } catch (ExpressionRefusedException e) {
            throw new IllegalArgumentException(text + " " + e.reason(), e);
        }
    }

    /// The names it reads, in their order.
    Set<String> names() {
        return names;
    }

    /// Its value, with what `scope` knows of the names.
    @Nullable
    Object value(JexlContext scope) throws ExpressionFailedException, InterruptedException {
        try {
            return compiled.evaluate(scope);
        } catch (JexlException.Cancel e) {
            throw new InterruptedException();
        } catch (JexlException e) {
            String detail = told(e.getCause() == null ? e : e.getCause());
            JexlInfo at = e.getInfo();
            throw new ExpressionFailedException(
                    at == null ? detail : detail + Place.shown(at.getLine(), at.getColumn()));
        } catch (ArithmeticException e) {
            throw new ExpressionFailedException(told(e));
        }
    }

    private static String told(Throwable fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }
}
