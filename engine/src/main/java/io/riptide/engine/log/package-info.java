/// The one structure that carries every event: an append-only log and the cursors that read it.
///
/// **Start here:** [EventLog], [LogCursor], [RecordLayout].
@NullMarked
package io.riptide.engine.log;

import org.jspecify.annotations.NullMarked;
