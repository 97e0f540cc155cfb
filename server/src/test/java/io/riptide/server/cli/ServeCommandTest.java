package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.RiptideConfig;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    Path directory;

    private final List<RiptideConfig> launched = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    @Test
    void theFirstLineSaysWhereItListens() {
        CommandRun run = run("serve", "--port", "0");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).first().isEqualTo("listening on http://127.0.0.1:4711");
    }

    @Test
    void shortOptionsAreSettings() {
        run("serve", "--host", "127.0.0.2", "--port", "99", "--set", "server.loops=3");

        assertThat(launched.getFirst().server().host()).isEqualTo("127.0.0.2");
        assertThat(launched.getFirst().server().port()).isEqualTo(99);
        assertThat(launched.getFirst().server().loops()).isEqualTo(3);
    }

    @Test
    void aServerThatEndsIsDrained() {
        run("serve");

        assertThat(calls).containsExactly("await", "stop", "await");
    }

    @Test
    void badConfigurationStartsNothing() {
        CommandRun run = run("serve", "--port", "70000", "--set", "x=1");

        assertThat(run.code()).isEqualTo(2);
        assertThat(launched).isEmpty();
        assertThat(run.err())
                .contains("--port: server.port: \"70000\" is no number it takes; allowed: 0 to 65535", "--set: x:");
    }

    @Test
    void aKeyGivenBothWaysIsAFault() {
        CommandRun run = run("serve", "--port", "1", "--set", "server.port=2");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--set: server.port: is given twice, first at --port");
    }

    @Test
    void anAddressInUseIsSaidPlainly() {
        CommandRun run = CommandRun.of(
                directory,
                config -> {
                    throw new BindException("Address already in use");
                },
                "serve");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("riptide: cannot listen on 127.0.0.1:8080 (BindException: Address already in use)\n");
    }

    @Test
    void sixIsInBrackets() throws UnknownHostException {
        var address = new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), 80);

        assertThat(LocalServer.uri(address)).isEqualTo(URI.create("http://[0:0:0:0:0:0:0:1]:80"));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(directory, this::launch, arguments);
    }

    private RunningServer launch(RiptideConfig config) {
        launched.add(config);
        return new RunningServer() {
            @Override
            public void awaitWarm() {}

            @Override
            public InetSocketAddress address() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
            }

            @Override
            public void stop() {
                calls.add("stop");
            }

            @Override
            public void awaitStop() {
                calls.add("await");
            }
        };
    }
}
