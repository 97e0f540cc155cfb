/// One class for each family of routes.
///
/// **Start here:** [BenchEndpoints], [WorkEndpoints].
@NullMarked
package io.riptide.server.endpoint;

import org.jspecify.annotations.NullMarked;
