/// Frames and nodes as JSON.
@NullMarked
package io.riptide.server.pipeline.json;

import org.jspecify.annotations.NullMarked;
