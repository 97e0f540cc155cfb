package io.riptide.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A real Redis on a free port of this machine, which can be killed, started again, and stopped in its tracks.
/// Where there is none the test ends, or fails when the environment says `TEST_CLIENTS=required`.
public final class RedisServer implements AutoCloseable {
    private final Path program = TestProgram.REDIS.find();
    private final int port = Ports.free();
    private final List<String> options;
    private Process process;

    /// Starts one with `options` beside the usual ones.
    public RedisServer(String... options) {
        this.options = List.of(options);
        this.process = start();
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /// Ends it without a last word.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts it again where it was, with nothing in it.
    public void startAgain() {
        process = start();
    }

    /// Makes it take connections and bytes, and answer nothing.
    public void freeze() {
        signal("STOP");
    }

    /// Lets it go on with what has come meanwhile.
    public void thaw() {
        signal("CONT");
    }

    /// Sends a command and returns the answer's lines; those of a list one after the other.
    public List<String> command(String... words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            socket.getOutputStream().write(request.append("QUIT\r\n").toString().getBytes(UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            List<String> lines = in.lines().toList();
            return lines.subList(0, lines.size() - 1); // without the answer to QUIT
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Names of all keys.
    public List<String> keys() {
        return command("KEYS", "*").stream()
                .skip(1)
                .filter(line -> !line.startsWith("$"))
                .toList();
    }

    @Override
    public void close() {
        kill();
    }

    private Process start() {
        List<String> usual = List.of(
                program.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory-policy",
                "noeviction");
        try {
            Process started = new ProcessBuilder(
                            Stream.concat(usual.stream(), options.stream()).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Ports.awaitListener(port);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + ": " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
