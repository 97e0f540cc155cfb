/// What every request carries: its id, its trace, its client, its query.
///
/// **Start here:** [RequestContext].
@NullMarked
package io.riptide.server.request;

import org.jspecify.annotations.NullMarked;
