package io.riptide.server.crawl;

import io.riptide.server.crawl.url.WebUrl;

/// A page to get.
///
/// @param index its place among the results, which for a given page is its place in the input
/// @param url where
/// @param depth links it is away from a given page
record Target(int index, WebUrl url, int depth) {}
