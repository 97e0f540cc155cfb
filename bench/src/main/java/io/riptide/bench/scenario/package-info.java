/// What `riptide bench` can do to a server, each scenario a few [load plans][io.riptide.bench.run.LoadPlan]
/// with documented meaning.
///
/// **Start here:** [Scenarios] names them, [ScenarioRun] runs one.
@NullMarked
package io.riptide.bench.scenario;

import org.jspecify.annotations.NullMarked;
