package io.riptide.server.search.provider;

/// What is looked for.
///
/// @param text in the words of whoever asks
/// @param limit how many hits are wanted at most
/// @param country to search for, as ISO 3166-1 alpha-2 in lower case
/// @param locale to search in, as a BCP 47 tag
public record SearchQuery(String text, int limit, String country, String locale) {}
