/// Topics as clients see them: what they may be called, what is published, what is subscribed to.
///
/// **Start here:** [Topics], [MessageReader].
@NullMarked
package io.riptide.server.topic;

import org.jspecify.annotations.NullMarked;
