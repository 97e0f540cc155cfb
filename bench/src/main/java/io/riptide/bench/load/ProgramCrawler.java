package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.wire.ProbeException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A program that speaks lines. On standard input it reads the path of a file with a URL a line; it answers
/// with a line of JSON for each page, `url`, `status`, `title`, `text` (characters) and `links` (an array), and
/// an empty line at the end. It may first say `{"begin":true}` when its first request goes out.
///
/// - **Ownership:** its process, which is stopped when this is closed.
/// - **Bounds:** a crawl of [Crawler#PATIENCE_MS], then the process is stopped.
final class ProgramCrawler implements Crawler {
    private static final byte[] BEGIN = "{\"begin\":true}".getBytes(UTF_8);

    private final String name;
    private final List<String> command;
    private final boolean anew;
    private @Nullable Process process;
    private @Nullable LineIn answers;

    /// `anew` starts it again for each crawl, for those that cannot crawl twice.
    ProgramCrawler(String name, List<String> command, boolean anew) {
        this.name = name;
        this.command = command;
        this.anew = anew;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalLong pid() {
        return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    @Override
    public boolean anew() {
        return anew;
    }

    @Override
    public void prepare() throws IOException {
        if (anew) {
            close();
        }
        if (process == null) {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new LineIn(process.getInputStream());
        }
    }

    @Override
    public void crawl(List<URI> urls, Consumer<byte[]> lines) throws IOException {
        if (process == null || answers == null) {
            throw new IllegalStateException("process=null, wanted one that was prepared");
        }
        Process running = process;
        Path file = Files.createTempFile("riptide-crawl", ".txt");
        CompletableFuture<Void> patience = CompletableFuture.runAsync(
                running::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_MS, TimeUnit.MILLISECONDS));
        try {
            Files.writeString(file, urls.stream().map(URI::toString).collect(Collectors.joining("\n", "", "\n")));
            OutputStream in = running.getOutputStream();
            in.write((file + "\n").getBytes(UTF_8));
            in.flush();
            for (byte[] line = answers.next(); line.length > 0; line = answers.next()) {
                lines.accept(Arrays.equals(line, BEGIN) ? new byte[0] : line);
            }
            if (answers.ended()) {
                throw new ProbeException(ProbeException.CUT, "the program ended in the middle of a crawl");
            }
        } finally {
            patience.cancel(false);
            Files.delete(file);
        }
    }

    @Override
    public boolean isPage(JsonNode line) {
        return true;
    }

    @Override
    public Page page(JsonNode line) {
        return new Page(
                line.path("url").asString(""),
                line.path("status").asInt(0),
                line.path("title").asString(""),
                line.path("text").asInt(0),
                line.path("links").size());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
            answers = null;
        }
    }
}
