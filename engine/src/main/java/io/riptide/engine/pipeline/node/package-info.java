/// What a node of a pipeline is, and how a kind of node says what it takes.
///
/// **Start here:** [NodeType], [FrameNode], [SourceNode].
@NullMarked
package io.riptide.engine.pipeline.node;

import org.jspecify.annotations.NullMarked;
