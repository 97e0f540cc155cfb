/// What an operator may set: one tree of validated records, read once at start from defaults, a file, the
/// environment and the command line, in rising order of precedence.
///
/// **Start here:** [RiptideConfig] for the tree, [ConfigLoader] for how it is filled, [ServerConfig] for how a
/// key is declared.
@NullMarked
package io.riptide.server.config;

import org.jspecify.annotations.NullMarked;
