package io.riptide.server.pipeline.expression;

/// Places in expressions, for people. They are counted from an expression's first character that is not blank.
final class Place {
    private Place() {}

    /// The place of `line` and `column`, both from 1, to be put after what is wrong there.
    static String shown(int line, int column) {
        return line == 1 ? ", at column " + column : ", at line " + line + ", column " + column;
    }
}
