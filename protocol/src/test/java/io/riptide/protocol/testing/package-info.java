/// What tests of several packages share.
///
/// **Start here:** [EverySplit].
@NullMarked
package io.riptide.protocol.testing;

import org.jspecify.annotations.NullMarked;
