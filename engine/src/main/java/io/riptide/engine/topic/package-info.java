/// Named logs that anybody may publish to and subscribe to.
///
/// **Start here:** [TopicRegistry], [Topic], [Publication].
@NullMarked
package io.riptide.engine.topic;

import org.jspecify.annotations.NullMarked;
