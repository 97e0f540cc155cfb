/// What a client is told when its request cannot be answered.
///
/// **Start here:** [Problem].
@NullMarked
package io.riptide.server.problem;

import org.jspecify.annotations.NullMarked;
