/// What is shown of loads: tables, JSON, HistogramLog files, and a page of HTML that needs nothing else.
///
/// **Start here:** [BenchReport], [ReportFolder].
@NullMarked
package io.riptide.bench.report;

import org.jspecify.annotations.NullMarked;
