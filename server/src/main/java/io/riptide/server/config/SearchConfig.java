package io.riptide.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who is asked when a client searches, and what is kept to be found.
public record SearchConfig(
        List<String> providers,
        boolean index,
        String indexDirectory,
        int indexPagesMax,
        long indexBytesMax,
        Optional<SearchAddress> searxng,
        Optional<String> serperKey,
        Optional<SearchAddress> serper,
        Duration timeout,
        int replyBytesMax,
        int failures,
        Duration open,
        Duration probe) {
    private static final Pattern PROVIDER = Pattern.compile("local|searxng|serper|urls");

    static SearchConfig read(ConfigReader in) {
        return new SearchConfig(
                in.list(
                        "search.providers",
                        PROVIDER,
                        "local, searxng, serper, urls",
                        "Who is asked when a request names no provider; when empty, local is."),
                in.flag(
                        "search.index",
                        true,
                        "Whether pages that were crawled can be found by provider local; nothing is indexed otherwise."),
                in.text(
                        "search.index-directory",
                        "memory",
                        "Directory of the index, made if it is not there; with memory a restart forgets it."),
                in.integer("search.index-pages-max", 100_000, 1, 100_000_000, "Pages indexed; the oldest go first."),
                in.bytesLong(
                        "search.index-bytes-max",
                        "64MiB",
                        "4MiB",
                        "1024GiB",
                        "Size of the index, of the heap where it is in memory; the oldest pages go first."),
                in.secretOf(
                        "search.searxng",
                        SearchAddress::parse,
                        SearchAddress.FORM,
                        "A SearXNG instance, such as http://127.0.0.1:8888, for provider searxng. Its settings.yml must"
                                + " list json under search.formats. It may be at any address."),
                in.secret("search.serper-key", "Key of serper.dev, for provider serper."),
                in.secretOf(
                        "search.serper",
                        SearchAddress::parse,
                        SearchAddress.FORM,
                        "Where provider serper asks; without it https://google.serper.dev/search."),
                in.duration("search.timeout", "5s", "10ms", "1m", "How long a provider may take to answer."),
                in.bytes("search.reply-bytes-max", "2MiB", "1KiB", "64MiB", "A provider's answer; more is an error."),
                in.integer(
                        "search.failures",
                        5,
                        1,
                        10_000,
                        "Failed queries within 60s, after which a provider is left alone."),
                in.duration(
                        "search.open", "10s", "10ms", "1h", "How long a provider is left alone before one tries it."),
                in.duration(
                        "search.probe",
                        "10s",
                        "0ms",
                        "1h",
                        "How often searxng and serper are looked for, so that a search is refused before it begins while"
                                + " nobody is there: every second then, and at once when a query found nobody. 0 never."));
    }
}
