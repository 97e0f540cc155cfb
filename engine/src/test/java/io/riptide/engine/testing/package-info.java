/// Rigs and fakes for the tests of the engine.
///
/// **Start here:** [LogRig], [ScriptedSource].
@NullMarked
package io.riptide.engine.testing;

import org.jspecify.annotations.NullMarked;
