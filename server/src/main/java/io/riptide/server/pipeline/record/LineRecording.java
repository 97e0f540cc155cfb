package io.riptide.server.pipeline.record;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.json.FrameJson;
import java.io.IOException;

/// A frame a line, as the member `frame` of a `frame` event. After a kill the last line may be cut off.
///
/// - **Bounds:** a line is made in memory, some 20 bytes a sample.
/// - **Source:** NDJSON 1.0, 3.1.
final class LineRecording implements Recording {
    private final RecordFile file;

    LineRecording(RecordFile file) {
        this.file = file;
    }

    @Override
    public void write(Frame frame, long bytesMax) throws IOException {
        byte[] line = Json.object(json -> FrameJson.write(json, frame));
        file.requireRoom(line.length + 1L, bytesMax);
        file.append(() -> {
            file.put(line, line.length);
            file.put(new byte[] {'\n'}, 1);
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
