/// What a provider of search results is asked, and what it answers.
///
/// **Start here:** [SearchProvider].
@NullMarked
package io.riptide.server.search.provider;

import org.jspecify.annotations.NullMarked;
