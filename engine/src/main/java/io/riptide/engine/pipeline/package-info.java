/// Graphs of nodes at work.
///
/// ```
///  SourceNode ─► Inbox ─► FrameNode ─► Inbox ─► FrameNode ─► PipelineListener
///      │ its own thread       │ its own             │ its own
///      └── waits while an inbox that blocks is full ◄── waits while the listener does
/// ```
///
/// **Start here:** [Pipeline], [NodeRunner], [Inbox].
@NullMarked
package io.riptide.engine.pipeline;

import org.jspecify.annotations.NullMarked;
