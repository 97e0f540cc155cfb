package io.riptide.server.pipeline.expression;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.jexl3.parser.ASTAddNode;
import org.apache.commons.jexl3.parser.ASTAndNode;
import org.apache.commons.jexl3.parser.ASTArguments;
import org.apache.commons.jexl3.parser.ASTArrayAccess;
import org.apache.commons.jexl3.parser.ASTArrayLiteral;
import org.apache.commons.jexl3.parser.ASTDivNode;
import org.apache.commons.jexl3.parser.ASTEQNode;
import org.apache.commons.jexl3.parser.ASTFalseNode;
import org.apache.commons.jexl3.parser.ASTFunctionNode;
import org.apache.commons.jexl3.parser.ASTGENode;
import org.apache.commons.jexl3.parser.ASTGTNode;
import org.apache.commons.jexl3.parser.ASTIdentifier;
import org.apache.commons.jexl3.parser.ASTIdentifierAccess;
import org.apache.commons.jexl3.parser.ASTLENode;
import org.apache.commons.jexl3.parser.ASTLTNode;
import org.apache.commons.jexl3.parser.ASTMapEntry;
import org.apache.commons.jexl3.parser.ASTMapLiteral;
import org.apache.commons.jexl3.parser.ASTModNode;
import org.apache.commons.jexl3.parser.ASTMulNode;
import org.apache.commons.jexl3.parser.ASTNENode;
import org.apache.commons.jexl3.parser.ASTNotNode;
import org.apache.commons.jexl3.parser.ASTNullLiteral;
import org.apache.commons.jexl3.parser.ASTNumberLiteral;
import org.apache.commons.jexl3.parser.ASTOrNode;
import org.apache.commons.jexl3.parser.ASTReference;
import org.apache.commons.jexl3.parser.ASTReferenceExpression;
import org.apache.commons.jexl3.parser.ASTStringLiteral;
import org.apache.commons.jexl3.parser.ASTSubNode;
import org.apache.commons.jexl3.parser.ASTTernaryNode;
import org.apache.commons.jexl3.parser.ASTTrueNode;
import org.apache.commons.jexl3.parser.ASTUnaryMinusNode;
import org.apache.commons.jexl3.parser.ASTUnaryPlusNode;
import org.apache.commons.jexl3.parser.JexlNode;
import org.apache.commons.jexl3.parser.Parser;

/// Reads the tree of an expression: each of its nodes has to be of a kind that is allowed here.
final class Syntax {
    private static final Set<Class<? extends JexlNode>> NUMBERS = Set.of(
            ASTAddNode.class,
            ASTSubNode.class,
            ASTMulNode.class,
            ASTDivNode.class,
            ASTModNode.class,
            ASTUnaryMinusNode.class,
            ASTUnaryPlusNode.class,
            ASTNotNode.class,
            ASTAndNode.class,
            ASTOrNode.class,
            ASTEQNode.class,
            ASTNENode.class,
            ASTLTNode.class,
            ASTGTNode.class,
            ASTLENode.class,
            ASTGENode.class,
            ASTTernaryNode.class,
            ASTReferenceExpression.class,
            ASTIdentifier.class,
            ASTNumberLiteral.class,
            ASTTrueNode.class,
            ASTFalseNode.class,
            ASTFunctionNode.class,
            ASTArguments.class);
    private static final Set<Class<? extends JexlNode>> FIELDS = Set.of(
            ASTReference.class,
            ASTIdentifierAccess.class,
            ASTArrayAccess.class,
            ASTStringLiteral.class,
            ASTNullLiteral.class,
            ASTArrayLiteral.class,
            ASTMapLiteral.class,
            ASTMapEntry.class);

    private final Dialect dialect;
    private final Set<Class<? extends JexlNode>> allowed = new HashSet<>(NUMBERS);
    private final Set<String> names = new LinkedHashSet<>();

    private Syntax(Dialect dialect) {
        this.dialect = dialect;
        if (dialect.hasFields()) {
            allowed.addAll(FIELDS);
        }
    }

    /// The names that `text` reads, in their order; the lexer has read it before.
    static Set<String> names(String text, Dialect dialect) throws ExpressionRefusedException {
        JexlNode root;
        try {
            root = new Parser(";").parse(new JexlInfo("", 1, 1), dialect.features(), text, null);
        } catch (JexlException.Parsing e) {
            JexlInfo at = e.getInfo();
            throw new ExpressionRefusedException(
                    "is no expression: it goes wrong by " + e.getDetail(), at.getLine(), at.getColumn());
        }
        if (root.jjtGetNumChildren() != 1) {
            throw new ExpressionRefusedException("is no expression");
        }
        Syntax syntax = new Syntax(dialect);
        syntax.read(root.jjtGetChild(0));
        return syntax.names;
    }

    private void read(JexlNode node) throws ExpressionRefusedException {
        if (!allowed.contains(node.getClass())) {
            throw refused("has what is not allowed", node);
        }
        switch (node) {
            case ASTIdentifier name -> names.add(name.getName());
            case ASTFunctionNode call -> readCall(call);
            case ASTTernaryNode choice
            when choice.jjtGetNumChildren() != 3 -> throw refused("has a choice without its second value", choice);
            case ASTMapEntry entry
            when !(entry.jjtGetChild(0) instanceof ASTStringLiteral) ->
                throw refused("has a map whose name is no text in quotes", entry);
            default -> readChildren(node);
        }
    }

    private void readChildren(JexlNode node) throws ExpressionRefusedException {
        for (int i = 0; i < node.jjtGetNumChildren(); i++) {
            read(node.jjtGetChild(i));
        }
    }

    private void readCall(ASTFunctionNode call) throws ExpressionRefusedException {
        String name = call.jjtGetChild(0) instanceof ASTIdentifier identifier ? identifier.getName() : "";
        Function function = dialect.functions().get(name);
        if (function == null) {
            throw refused(
                    "has no function " + name + " but "
                            + String.join(", ", dialect.functions().keySet()),
                    call.jjtGetChild(0));
        }
        JexlNode arguments = call.jjtGetChild(1);
        int given = arguments.jjtGetNumChildren();
        if (given != function.arguments()) {
            throw refused(
                    "has " + given + " values for " + name + ", which takes " + function.arguments(),
                    call.jjtGetChild(0));
        }
        read(arguments);
    }

    private static ExpressionRefusedException refused(String detail, JexlNode node) {
        JexlInfo at = node.jexlInfo();
        return new ExpressionRefusedException(detail, at.getLine(), at.getColumn());
    }
}
