/// Nodes that take the messages of topics, and that publish frames.
///
/// **Start here:** [TopicNodes].
@NullMarked
package io.riptide.server.pipeline.topic;

import org.jspecify.annotations.NullMarked;
