/// Clients of the tests' own, stricter than any that would be kind to the server.
///
/// **Start here:** [RawHttp].
@NullMarked
package io.riptide.server.testing;

import org.jspecify.annotations.NullMarked;
