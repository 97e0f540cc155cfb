/// What the server knows of itself: figures, health, readiness, the access log.
///
/// **Start here:** [Figures], [Health], [AccessLog].
@NullMarked
package io.riptide.server.observe;

import org.jspecify.annotations.NullMarked;
