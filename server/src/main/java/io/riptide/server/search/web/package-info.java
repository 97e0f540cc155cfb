/// Providers that are asked over HTTP. Their requests go through the one fetcher, as all others do.
///
/// **Start here:** [SearchEngine].
@NullMarked
package io.riptide.server.search.web;

import org.jspecify.annotations.NullMarked;
