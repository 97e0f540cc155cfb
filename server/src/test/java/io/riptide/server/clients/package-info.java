/// The programs people really use, against the server: a browser, Node and curl.
///
/// A program that is not installed leaves its tests out, unless `TEST_CLIENTS=required` is in the environment.
///
/// **Start here:** [Chromium], [CuttingProxy].
@NullMarked
package io.riptide.server.clients;

import org.jspecify.annotations.NullMarked;
