/// Riptide bench.
@NullMarked
package io.riptide.bench;

import org.jspecify.annotations.NullMarked;
