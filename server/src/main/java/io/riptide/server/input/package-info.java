/// Reading what clients send, with every fault found in one go and its place named.
///
/// **Start here:** [QueryFields], [JsonFields].
@NullMarked
package io.riptide.server.input;

import org.jspecify.annotations.NullMarked;
