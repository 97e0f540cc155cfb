/// Frames that clients send to pipelines.
///
/// **Start here:** [FrameInput].
@NullMarked
package io.riptide.server.pipeline.input;

import org.jspecify.annotations.NullMarked;
