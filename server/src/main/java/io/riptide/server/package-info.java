/// Riptide server.
@NullMarked
package io.riptide.server;

import org.jspecify.annotations.NullMarked;
