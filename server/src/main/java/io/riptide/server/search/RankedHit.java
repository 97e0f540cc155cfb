package io.riptide.server.search;

import io.riptide.server.crawl.url.WebUrl;
import java.util.List;

/// A page as all providers together found it.
///
/// @param title by the provider that ranks it highest and knows one
/// @param providers that found it, the one that ranks it highest first
/// @param score 0 to 1; 1 is first for every provider
record RankedHit(WebUrl url, String title, String snippet, List<String> providers, double score) {}
