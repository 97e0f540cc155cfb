/// Nodes with expressions, behind which the library for them is.
///
/// Expressions come from strangers. What one may be made of is said three times, each time by what is allowed and
/// not by what is forbidden:
///
/// 1. [Lexer] reads the text before the library does: its length, its nesting, its symbols and words. The library's
///    parser takes time that doubles with each index within an index, so this has to come first.
/// 2. [Syntax] reads the tree that the library makes of it: kinds of nodes, functions and what they take.
/// 3. [ClosedUberspect] is all that the library can reach while it computes: the functions here, and members of
///    lists and maps. It knows no classes and reflects on nothing.
///
/// **Start here:** [ExpressionNodes], [Expression], [Dialect].
@NullMarked
package io.riptide.server.pipeline.expression;

import org.jspecify.annotations.NullMarked;
