/// From an accepted request to a run whose events stream to it.
///
/// **Start here:** [RunStreams], [Delivery].
@NullMarked
package io.riptide.server.stream;

import org.jspecify.annotations.NullMarked;
