/// What strings hold, and what somebody may have meant by them.
///
/// **Start here:** [TextChars], [Scripts], [Names], [Spelling].
@NullMarked
package io.riptide.server.text;

import org.jspecify.annotations.NullMarked;
