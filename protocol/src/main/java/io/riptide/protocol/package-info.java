/// Bytes on the wire, and the words for what a peer may do wrong.
///
/// **Start here:** [ProtocolException], [OnEventLoop].
@NullMarked
package io.riptide.protocol;

import org.jspecify.annotations.NullMarked;
