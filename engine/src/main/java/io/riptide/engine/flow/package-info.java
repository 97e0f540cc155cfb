/// Decisions about pressure, pure and without clocks of their own.
///
/// **Start here:** [DeliveryPolicy], [PressureStrategy].
@NullMarked
package io.riptide.engine.flow;

import org.jspecify.annotations.NullMarked;
