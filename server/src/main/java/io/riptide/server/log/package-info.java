/// What the server writes to standard error: one line an event, asynchronously, without secrets.
///
/// **Start here:** [Logging], [Redaction].
@NullMarked
package io.riptide.server.log;

import org.jspecify.annotations.NullMarked;
