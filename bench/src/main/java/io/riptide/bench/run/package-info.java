/// Load on one server: what to ask, when, and what came of it.
///
/// ```java
/// LoadPlan plan = LoadPlan.of("ttfb", List.of(Ask.get("sse", target, Transport.SSE)), new Arrival.Closed(false), 64);
/// LoadReport report = new LoadRun(plan, LoadListener.NONE).run();
/// ```
///
/// **Start here:** [LoadPlan], [LoadRun], [LoadReport].
@NullMarked
package io.riptide.bench.run;

import org.jspecify.annotations.NullMarked;
