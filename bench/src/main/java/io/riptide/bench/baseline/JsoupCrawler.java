package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JDK's HTTP client and jsoup, a virtual thread a page and 64 of them at once, as a good user of both
/// would write a crawler. It speaks the lines that `CrawlProbe` asks for.
///
/// - **Failure:** a page that cannot be had is a line with the status 0; a list that cannot be read ends it.
public final class JsoupCrawler {
    private static final int CONCURRENCY = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final OutputStream out;

    private JsoupCrawler(OutputStream out) {
        this.out = out;
    }

    /// Crawls every list whose path comes in a line of `in`, until there is none.
    static void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
        JsoupCrawler crawler = new JsoupCrawler(out);
        BufferedReader paths = new BufferedReader(new InputStreamReader(in, UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            crawler.crawl(Files.readAllLines(Path.of(path)));
            crawler.write("\n".getBytes(UTF_8));
        }
    }

    private void crawl(List<String> urls) throws InterruptedException {
        Semaphore free = new Semaphore(CONCURRENCY);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String url : urls) {
                free.acquire();
                threads.execute(() -> {
                    try {
                        write((line(url) + "\n").getBytes(UTF_8));
                    } catch (IOException e) {
                        // Whoever asked has gone.
                        throw new IllegalStateException("standard output is closed", e);
                    } finally {
                        free.release();
                    }
                });
            }
        }
    }

    private ObjectNode line(String url) {
        ObjectNode line = JsonMapper.shared().createObjectNode().put("url", url);
        try {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            // No character set: jsoup looks for it in the page.
            Document document = Jsoup.parse(new ByteArrayInputStream(response.body()), null, url);
            line.put("status", response.statusCode()).put("title", document.title());
            line.put("text", document.body().text().length());
            ArrayNode links = line.putArray("links");
            for (Element link : document.select("a[href]")) {
                links.add(link.absUrl("href"));
            }
        } catch (IOException e) {
            line.put("status", 0).put("error", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            line.put("status", 0).put("error", e.toString());
        }
        return line;
    }

    private synchronized void write(byte[] line) throws IOException {
        out.write(line);
        out.flush();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        serve(System.in, System.out);
    }
}
