package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.net.URI;
import java.net.URISyntaxException;
import org.openjdk.jmh.annotations.Benchmark;

/// Who reads URLs: a parser that does as browsers do, or the JDK's? One operation is one URL that both read
/// alike, which they do not with a dozen kinds of host; ours also makes its canonical form.
public class UrlChoice extends Measured {
    private static final String TEXT = "https://www.example.org/articles/a/../0?page=2";

    @Chosen
    @Benchmark
    public WebUrl webUrl() throws InvalidUrlException {
        WebUrl url = WebUrl.parse(TEXT);
        proof.see(url.href());
        return url;
    }

    @Benchmark
    public URI javaNetUri() throws URISyntaxException {
        URI uri = new URI(TEXT).normalize();
        proof.see(uri.toASCIIString());
        return uri;
    }
}
