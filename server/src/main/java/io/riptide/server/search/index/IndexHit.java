package io.riptide.server.search.index;

import java.time.Instant;

/// A page that was found.
///
/// @param url of the page
/// @param title of the page, white space collapsed
/// @param snippet of its text: at most 300 characters around what matched, or from the beginning
/// @param language BCP 47 tag as it was added
/// @param fetchedAt when the page was like this
/// @param score BM25; comparable within one answer only
public record IndexHit(String url, String title, String snippet, String language, Instant fetchedAt, float score) {}
