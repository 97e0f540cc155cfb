/// Synthetic streams, for load tests.
///
/// **Start here:** [TickWork].
@NullMarked
package io.riptide.server.bench;

import org.jspecify.annotations.NullMarked;
