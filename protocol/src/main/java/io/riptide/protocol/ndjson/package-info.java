/// Events as lines of JSON.
///
/// **Start here:** [NdjsonFraming].
@NullMarked
package io.riptide.protocol.ndjson;

import org.jspecify.annotations.NullMarked;
