/// Riptide engine.
@NullMarked
package io.riptide.engine;

import org.jspecify.annotations.NullMarked;
