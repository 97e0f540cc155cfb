package io.riptide.bench.run;

import java.util.List;

/// Errors of one kind.
///
/// @param examples the first few, in their own words
public record LoadError(String kind, long count, List<String> examples) {}
