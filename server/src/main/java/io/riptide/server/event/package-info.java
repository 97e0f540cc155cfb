/// Events as JSON objects in a log.
///
/// **Start here:** [EventType], [JsonEvent].
@NullMarked
package io.riptide.server.event;

import org.jspecify.annotations.NullMarked;
