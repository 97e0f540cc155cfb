package io.riptide.server.search.index;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Pages and queries for the tests here.
final class Pages {
    static final Instant FETCHED = Instant.parse("2026-11-20T10:15:30.123Z");

    /// Room for few pages, so that bounds are soon reached.
    static final IndexLimits SMALL = new IndexLimits(1_000, IndexLimits.BYTES_MIN, 4_096, 32 << 20, 64 << 10);

    private Pages() {}

    static IndexedPage page(String name, String title, String text) {
        return new IndexedPage("https://example.org/" + name, title, text, "en", FETCHED);
    }

    /// A page of about so many characters of a vocabulary of 20,000 words.
    static IndexedPage random(int number, int chars) {
        var random = new Random(number);
        var text = new StringBuilder("number").append(number);
        while (text.length() < chars) {
            text.append(' ').append(Integer.toString(random.nextInt(20_000), 36));
        }
        return page(Integer.toString(number), "Page " + number, text.toString());
    }

    static List<String> found(PageIndex index, String query) {
        return index.search(new IndexQuery(query, "", 10)).stream()
                .map(hit -> hit.url().substring("https://example.org/".length()))
                .toList();
    }

    /// Waits until all that was added is in the index, or dropped.
    static void settle(PageIndex index, long offered) {
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> index.snapshot().added() + index.snapshot().dropped() == offered);
    }
}
