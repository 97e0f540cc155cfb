package io.riptide.server.pipeline.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.introspection.JexlPermissions;

/// What an expression may be made of, and what computes it.
///
/// - **Threading:** any; the engine keeps nothing of an expression.
final class Dialect {
    private static final Set<String> SYMBOLS =
            Set.of("+", "-", "*", "/", "%", "(", ")", ",", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "?", ":");

    /// Numbers alone, for samples.
    static final Dialect NUMBERS =
            new Dialect(Set.of(), NumberFunctions.all(), new NumberArithmetic(), JexlFeatures.createNone());

    /// Fields of metadata: texts, lists and maps too.
    static final Dialect FIELDS = new Dialect(
            Set.of("'", ".", "[", "]", "{", "}"),
            fieldFunctions(),
            new FieldArithmetic(),
            JexlFeatures.createNone().structuredLiteral(true).arrayReferenceExpr(true));

    private final Set<String> symbols;
    private final Map<String, Function> functions;
    private final boolean hasFields;
    private final JexlFeatures features;
    private final JexlEngine engine;

    private Dialect(
            Set<String> moreSymbols, List<Function> functions, JexlArithmetic arithmetic, JexlFeatures allowed) {
        this.hasFields = !moreSymbols.isEmpty();
        this.symbols = new HashSet<>(SYMBOLS);
        this.symbols.addAll(moreSymbols);
        this.functions = new LinkedHashMap<>();
        functions.forEach(function -> this.functions.put(function.name(), function));
        // Of a : between names it takes a blank to be no namespace; the lexer sees to it.
        this.features = allowed.script(false).namespaceIdentifier(true);
        this.engine = new JexlBuilder()
                .features(features)
                .permissions(JexlPermissions.RESTRICTED) // should anything ask besides the uberspect
                .uberspect(new ClosedUberspect(this.functions))
                .arithmetic(arithmetic)
                .strict(false) // what is absent is null; operators are strict of their own
                .safe(true)
                .silent(false)
                .cancellable(true)
                .antish(false)
                .booleanLogical(true)
                .debug(false)
                .create();
    }

    private static List<Function> fieldFunctions() {
        List<Function> all = new ArrayList<>(TextFunctions.all());
        all.addAll(NumberFunctions.all());
        return all;
    }

    /// Symbols that expressions may have; `'` for texts.
    Set<String> symbols() {
        return symbols;
    }

    /// By their names.
    Map<String, Function> functions() {
        return functions;
    }

    /// Whether there are texts, lists and maps.
    boolean hasFields() {
        return hasFields;
    }

    JexlFeatures features() {
        return features;
    }

    JexlEngine engine() {
        return engine;
    }
}
