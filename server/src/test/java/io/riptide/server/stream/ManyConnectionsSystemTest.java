package io.riptide.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A crowd that comes at once is served whole, and leaves nothing behind.
class ManyConnectionsSystemTest {
    private static final int CONNECTIONS = 1_000;

    @Test
    void everyOneOfManyConnectionsGetsItsWholeStream() throws IOException {
        try (TestServer server = new TestServer()) {
            List<RawHttp> clients = new ArrayList<>(CONNECTIONS);
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(server.connect().get("/bench/stream?count=3"));
            }
            for (RawHttp client : clients) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.chunks().lines()).hasSize(5).last().asString().contains("\"outcome\":\"completed\"");
                client.close();
            }
        }
    }
}
