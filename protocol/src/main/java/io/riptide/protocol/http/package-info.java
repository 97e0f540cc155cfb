/// HTTP/1.1 as a server speaks it.
@NullMarked
package io.riptide.protocol.http;

import org.jspecify.annotations.NullMarked;
