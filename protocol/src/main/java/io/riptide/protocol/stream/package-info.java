/// Where the engine meets the wire: a cursor is drained into a channel while the channel is writable.
///
/// **Start here:** [Framing].
@NullMarked
package io.riptide.protocol.stream;

import org.jspecify.annotations.NullMarked;
