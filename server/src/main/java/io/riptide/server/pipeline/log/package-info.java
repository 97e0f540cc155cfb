/// How nodes read the logs of topics and runs.
///
/// **Start here:** [LogReader].
@NullMarked
package io.riptide.server.pipeline.log;

import org.jspecify.annotations.NullMarked;
