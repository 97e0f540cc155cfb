package io.riptide.bench.extract;

import io.riptide.server.crawl.extract.Document;
import java.util.Arrays;
import java.util.List;

/// Measures a corpus: how fast first, over and over, then how well.
///
/// Pages are unpacked a batch at a time, outside of what is timed. Each page is timed several times and its
/// best time is kept: what a collection or another process took is not the page's.
///
/// - **Threading:** one thread calls; the crew's do the work.
final class ExtractionRun {
    /// Unpacked at once: a hundred pages are some 30 MB.
    private static final int BATCH_PAGES = 100;

    private final Corpus corpus;
    private final Crew crew;
    private final PageReading reading = new PageReading();
    private final long[] parseNs;
    private final long[] wholeNs;
    private final boolean[] partial;
    private long blackHole;

    ExtractionRun(Corpus corpus, Crew crew) {
        this.corpus = corpus;
        this.crew = crew;
        this.parseNs = new long[corpus.pages().size()];
        this.wholeNs = new long[corpus.pages().size()];
        this.partial = new boolean[corpus.pages().size()];
        Arrays.fill(parseNs, Long.MAX_VALUE);
        Arrays.fill(wholeNs, Long.MAX_VALUE);
    }

    /// Pages a second of a round: by the library's parser alone, by the server's, and by all.
    record Speed(double jsoup, double parsed, double read) {}

    /// Reads all pages once each way.
    Speed round() {
        long jsoupNs = 0;
        long parsing = 0;
        long readingNs = 0;
        int count = corpus.pages().size();
        for (int from = 0; from < count; from += BATCH_PAGES) {
            int first = from;
            List<byte[]> batch = corpus.pages().subList(from, Math.min(count, from + BATCH_PAGES)).parallelStream()
                    .map(Corpus.Page::html)
                    .toList();
            jsoupNs += crew.share(batch.size(), i -> keep(reading.parseByJsoup(batch.get(i))));
            parsing += crew.share(batch.size(), i -> parse(first + i, batch.get(i)));
            readingNs += crew.share(batch.size(), i -> read(first + i, batch.get(i)));
        }
        return new Speed(count * 1e9 / jsoupNs, count * 1e9 / parsing, count * 1e9 / readingNs);
    }

    private void parse(int index, byte[] html) {
        long start = System.nanoTime();
        int nodes = reading.parse(html);
        parseNs[index] = Math.min(parseNs[index], System.nanoTime() - start);
        keep(nodes);
    }

    private void read(int index, byte[] html) {
        Corpus.Page page = corpus.pages().get(index);
        long start = System.nanoTime();
        Document document = reading.extract(page, html);
        int bytes = reading.write(document);
        wholeNs[index] = Math.min(wholeNs[index], System.nanoTime() - start);
        partial[index] |= document.reading().isPartial();
        keep(bytes);
    }

    private synchronized void keep(int result) {
        blackHole += result;
    }

    /// Scores every page and puts its times beside it.
    List<PageFigures> figures() {
        PageFigures[] figures = new PageFigures[corpus.pages().size()];
        crew.share(figures.length, i -> figures[i] = figures(i));
        assert blackHole >= 0;
        return List.of(figures);
    }

    private PageFigures figures(int index) {
        Corpus.Page page = corpus.pages().get(index);
        byte[] html = page.html();
        WordBag found = WordBag.of(reading.extractPatiently(page, html).text());
        WordScore score = WordScore.of(found, WordBag.of(page.content()));
        return new PageFigures(
                page,
                score,
                found.total(),
                parseNs[index],
                wholeNs[index],
                partial[index],
                reading.isLeftToJsoup(html));
    }
}
