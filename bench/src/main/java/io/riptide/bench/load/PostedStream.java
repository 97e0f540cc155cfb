package io.riptide.bench.load;

import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.Target;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.Consumer;

/// A JSON body posted, and what streams back, line by line. The connection is kept for the next one.
///
/// - **Failure:** [ProbeException] for any status but 200; the JDK's for the rest.
final class PostedStream {
    private static final int OK = 200;
    private static final int BUFFER_BYTES = 64 * 1024;

    private PostedStream() {}

    /// Gives `lines` each line of the answer as it comes, empty ones left out.
    static void read(Target target, String path, byte[] body, Consumer<byte[]> lines) throws IOException {
        URI uri = URI.create("http://" + target.host() + ':' + target.port() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout((int) Crawler.PATIENCE_MS);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        if (connection.getResponseCode() != OK) {
            throw new ProbeException(
                    "status " + connection.getResponseCode(), "status " + connection.getResponseCode());
        }
        try (InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER_BYTES)) {
            LineIn reader = new LineIn(in);
            while (!reader.ended()) {
                byte[] line = reader.next();
                if (line.length > 0) {
                    lines.accept(line);
                }
            }
        }
    }
}
