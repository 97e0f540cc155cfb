/// Events as server-sent events.
///
/// **Start here:** [SseFraming].
@NullMarked
package io.riptide.protocol.sse;

import org.jspecify.annotations.NullMarked;
