package io.riptide.server.search.provider;

import io.riptide.server.crawl.url.WebUrl;

/// A page that a provider found.
///
/// @param url of the page
/// @param title as the provider knows it; may be empty
/// @param snippet of its text around what was looked for; may be empty
/// @param score by the provider's own measure, which compares with no other's; 0 when it has none
public record SearchHit(WebUrl url, String title, String snippet, double score) {}
