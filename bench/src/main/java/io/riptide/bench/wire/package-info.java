/// The client's end of a stream: connections, requests, and reading that proves while it counts.
///
/// **Start here:** [StreamReader], which reads one answer, and [EventTally], which says what it brought and
/// what was wrong with it.
@NullMarked
package io.riptide.bench.wire;

import org.jspecify.annotations.NullMarked;
