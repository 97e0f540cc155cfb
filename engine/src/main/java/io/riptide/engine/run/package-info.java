/// The life of one piece of accepted work.
///
/// **Start here:** [Run], [WorkSource], [Emitter].
@NullMarked
package io.riptide.engine.run;

import org.jspecify.annotations.NullMarked;
