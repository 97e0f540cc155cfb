package io.riptide.server.pipeline.record;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes frames to a file, which is made for the first of them. A frame is in the file whole or not at all.
///
/// A node that is restarted finds the file of the one before it, and fails, or, if it is told to, begins one with
/// a number. One that is given another file or
/// format closes the one it has.
///
/// - **Threading:** the node's, which waits for the disk.
/// - **Ownership:** owns its file, which the end of the frames closes, and whatever else ends the node.
/// - **Bounds:** `max_bytes`, and what [RecordFile] buffers.
/// - **Failure:** a frame that does not fit, of another shape, or that the disk does not take; a file that is
///   there already.
final class Recorder implements FrameNode {
    private final Path directory;
    private NodeConfig config;
    private @Nullable Recording recording;

    Recorder(Path directory, NodeConfig config) {
        this.directory = directory;
        this.config = config;
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws IOException {
        Recording known = recording;
        if (known == null) {
            known = begin(frame);
            recording = known;
        }
        known.write(frame, config.integer("max_bytes"));
    }

    private Recording begin(Frame first) throws IOException {
        if (config.text("format").equals("wav")) {
            WaveShape shape = WaveShape.of(first);
            return new WaveRecording(file(), shape, config.integer("sample_rate"));
        }
        return new LineRecording(file());
    }

    private RecordFile file() throws IOException {
        String name = config.text("file");
        return config.text("existing").equals("number")
                ? RecordFile.createNext(directory, name)
                : RecordFile.create(directory, name);
    }

    @Override
    public void onEnd(NodeOutput out) throws IOException {
        finish();
    }

    private void finish() throws IOException {
        Recording known = recording;
        recording = null;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void configure(NodeConfig changed) {
        boolean isSame = changed.text("file").equals(config.text("file"))
                && changed.text("format").equals(config.text("format"))
                && changed.integer("sample_rate") == config.integer("sample_rate");
        config = changed;
        if (!isSame) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
