package io.riptide.bench.jmh;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// What it costs to read a URL as browsers do, with its canonical form, which every link of a page pays. One
/// operation is one URL.
public class UrlParseBenchmark extends Measured {
    @Param
    public Kind kind = Kind.PLAIN;

    /// URLs that need more and more of the parser.
    public enum Kind {
        PLAIN("https://www.example.org/articles/0?page=2"),
        /// Upper case, the scheme's own port, dot segments and percent-encoding.
        UNTIDY("HTTPS://WWW.Example.ORG:443/a/./b/../c%7ed/%e4?q=%41 b#part"),
        IDN("https://bücher.münchen.example/straße?größe=1"),
        IPV6("http://[2001:db8:0:0:1::1]:8080/status");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    @Benchmark
    public WebUrl parse() throws InvalidUrlException {
        WebUrl url = WebUrl.parse(kind.text);
        proof.see(url.canonical());
        return url;
    }
}
