/// Listening, accepting, and the pipeline of a connection.
///
/// **Start here:** [Listener].
@NullMarked
package io.riptide.server.net;

import org.jspecify.annotations.NullMarked;
