/// Memory, log, cursors and runs: everything between work and wire, without a network and without JSON.
///
/// **Start here:** [io.riptide.engine.log.EventLog], [io.riptide.engine.run.Run].
@NullMarked
package io.riptide.engine;

import org.jspecify.annotations.NullMarked;
