/// From a method and a path to whoever answers.
///
/// **Start here:** [Router], [Request], [Endpoint].
@NullMarked
package io.riptide.server.route;

import org.jspecify.annotations.NullMarked;
