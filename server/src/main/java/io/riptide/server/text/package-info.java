/// What somebody may have meant.
///
/// **Start here:** [Spelling].
@NullMarked
package io.riptide.server.text;

import org.jspecify.annotations.NullMarked;
