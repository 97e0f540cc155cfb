/// Riptide protocol.
@NullMarked
package io.riptide.protocol;

import org.jspecify.annotations.NullMarked;
