/// How well and how fast pages are read: the extractor over real pages whose main content people have reviewed.
///
/// **Start here:** [ExtractionProbe], which `perf-scripts/extract.sh` runs; [Corpus] is where the pages come
/// from.
@NullMarked
package io.riptide.bench.extract;

import org.jspecify.annotations.NullMarked;
