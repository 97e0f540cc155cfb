/// What the server knows of itself: figures, health, readiness, the access log, and the journal of what
/// happened.
///
/// **Start here:** [Figures], [Health], [Journal], [NodeWatch], [AccessLog].
@NullMarked
package io.riptide.server.observe;

import org.jspecify.annotations.NullMarked;
