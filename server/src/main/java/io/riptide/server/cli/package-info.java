/// The command line: parsing, clients of a running server, and what people see of it.
///
/// Results go to standard output and nothing else does; progress and messages go to standard error.
///
/// **Start here:** [RiptideCommand], [ServerLauncher], [EventFollower].
@NullMarked
package io.riptide.server.cli;

import org.jspecify.annotations.NullMarked;
