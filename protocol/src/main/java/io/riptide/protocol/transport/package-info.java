/// Event loops, their sockets and their time.
///
/// **Start here:** [LoopTimers].
@NullMarked
package io.riptide.protocol.transport;

import org.jspecify.annotations.NullMarked;
