package io.riptide.server.pipeline.record;

import io.riptide.engine.pipeline.frame.Frame;
import java.io.IOException;

/// A file that is being written, in some format.
interface Recording extends AutoCloseable {
    /// Adds `frame`, or nothing of it when it throws; the file then has at most `bytesMax`.
    void write(Frame frame, long bytesMax) throws IOException;

    /// Leaves the file whole.
    @Override
    void close() throws IOException;
}
