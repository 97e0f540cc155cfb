package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.testing.Ports;
import io.riptide.server.testing.TestProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real nginx at `good.test`, with TLS on a free port, which serves the files of a directory, and says in
/// `X-Protocol` by which version of HTTP it was asked. `/moved` leads to `/small.html`, `/status` says what it does.
final class NginxServer implements AutoCloseable {
    private final Path program = TestProgram.NGINX.find();
    private final int port = Ports.free();
    private final Path home;
    private Process process;

    /// @param home for its files, which the test owns; pages are in `pages` below it
    /// @param listening what its `listen` has behind the address, such as `ssl http2`
    /// @param settings more lines for its server
    NginxServer(Path home, String listening, String settings) {
        this.home = home;
        TlsFixture.writePem(home.resolve("certificate.pem"), home.resolve("key.pem"));
        try {
            Files.createDirectories(home.resolve("pages"));
            Files.writeString(home.resolve("nginx.conf"), configuration(listening, settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = start();
    }

    private String configuration(String listening, String settings) {
        // An administrator's workers would run as nobody, who may not read what a test writes.
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return """
                daemon off;
                %s
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  types { text/html html; text/plain txt; }
                  gzip on;
                  server {
                    listen 127.0.0.1:%d %s;
                    ssl_certificate certificate.pem;
                    ssl_certificate_key key.pem;
                    root pages;
                    add_header X-Protocol $server_protocol always;
                    location = /moved { return 302 /small.html; }
                    location = /status { stub_status; }
                    %s
                  }
                }
                """.formatted(user, port, listening, settings);
    }

    /// Writes a page.
    NginxServer page(String name, String content) {
        try {
            Files.writeString(home.resolve("pages").resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WebUrl url(String target) {
        try {
            return WebUrl.parse("https://good.test:" + port + target);
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }

    /// Has it take nothing more, and end when what it has begun is over.
    void quit() {
        try {
            command("-s", "quit").onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it without a last word.
    void kill() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /// Starts it again where it was.
    void startAgain() {
        process.onExit().join();
        process = start();
    }

    @Override
    public void close() {
        process.destroy(); // it ends its workers first
        process.onExit().join();
    }

    private Process start() {
        try {
            Process started = command();
            Ports.awaitListener(port);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process command(String... more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "-p",
                home + "/",
                "-c",
                home.resolve("nginx.conf").toString(),
                "-e",
                "error.log");
        builder.command().addAll(List.of(more));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
