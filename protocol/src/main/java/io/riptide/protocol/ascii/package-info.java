/// Numbers as text, without strings.
///
/// **Start here:** [Decimal].
@NullMarked
package io.riptide.protocol.ascii;

import org.jspecify.annotations.NullMarked;
