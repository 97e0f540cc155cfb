package io.riptide.server.search.index;

import static io.riptide.server.search.index.Pages.found;
import static io.riptide.server.search.index.Pages.page;
import static io.riptide.server.search.index.Pages.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageIndexTest {
    private PageIndex index;

    PageIndexTest() throws IOException {
        index = PageIndex.open(IndexLimits.STANDARD, Optional.empty());
    }

    @BeforeEach
    void nothingIsLoadedYet() {
        assertThat(index.snapshot()).isEqualTo(new IndexSnapshot(0, 0, 0, 0, 0, 0, 0));
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private void add(IndexedPage... pages) {
        long before = index.snapshot().added();
        List.of(pages).forEach(index::add);
        settle(index, before + pages.length);
        assertThat(index.snapshot().added()).isEqualTo(before + pages.length);
    }

    @Test
    void anyWordOfTheQueryFindsAPage() {
        add(page("a", "Whales", "They live in the sea."), page("b", "Wolves", "They live in woods."));

        assertThat(found(index, "sea")).containsExactly("a");
        assertThat(found(index, "WOODS nothing")).containsExactly("b");
        assertThat(found(index, "sea woods")).containsExactlyInAnyOrder("a", "b");
        assertThat(found(index, "desert")).isEmpty();
    }

    @Test
    void aWordInTheTitleCountsMore() {
        add(page("text", "Other things", "harbour"), page("title", "Harbour", "other things"));

        assertThat(found(index, "harbour")).containsExactly("title", "text");
    }

    @Test
    void aHitTellsWhatWasAdded() {
        add(new IndexedPage("https://example.org/x", " A \n title ", "Some\t\ttext.", "de-AT", Pages.FETCHED));

        assertThat(index.search(new IndexQuery("text", "", 1))).singleElement().satisfies(hit -> {
            assertThat(hit.url()).isEqualTo("https://example.org/x");
            assertThat(hit.title()).isEqualTo("A title");
            assertThat(hit.snippet()).isEqualTo("Some text.");
            assertThat(hit.language()).isEqualTo("de-AT");
            assertThat(hit.fetchedAt()).isEqualTo(Pages.FETCHED);
            assertThat(hit.score()).isPositive();
        });
    }

    @Test
    void theSameUrlReplaces() {
        add(page("a", "", "before"), page("b", "", "beside"));
        add(page("a", "", "after"), page("c", "", "twice"), page("c", "", "again"));

        assertThat(found(index, "before")).isEmpty();
        assertThat(found(index, "after")).containsExactly("a");
        assertThat(found(index, "twice again")).containsExactly("c");
        assertThat(index.snapshot().pages()).isEqualTo(3);
        assertThat(index.snapshot().evicted()).isZero();
    }

    @Test
    void aPhraseHasToBeThereInFull() {
        add(page("a", "", "the quick brown fox"), page("b", "", "brown and quick"), page("t", "Quick brown", ""));

        assertThat(found(index, "\"quick brown\"")).containsExactlyInAnyOrder("a", "t");
        assertThat(found(index, "“quick brown” and")).containsExactlyInAnyOrder("a", "t");
        assertThat(found(index, "and \"brown fox\"")).containsExactly("a");
        assertThat(found(index, "\"fox brown\"")).isEmpty();
        assertThat(found(index, "\"fox\"")).containsExactly("a");
        assertThat(found(index, "\"quick brown\" \"brown fox\"")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            서울 대학교에서 공부한다  | "서울 대학교"
            저는 서울에 산다        | "저는 서울"
            私は東京 2020 に行く    | "東京 2020"
            東京、大阪と京都        | "東京、大阪"
            编程 语言 version 2     | "语言 version"
            """)
    void aPhraseWithoutGapsIsFoundAsItIsWritten(String text, String query) {
        add(page("a", "", text), page("b", "", "行东 语程 학대 울서 阪大"));
        assertThat(found(index, query)).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            \u200Fgoogle\u200F \u202Aright\u202C | google
            \u2068gyrkin\u2069                     | gyrkin
            zero\u2060joined                       | zerojoined
            kestrel                                | kes\u00ADtrel
            Οδός                                   | ΟΔΟΣ
            """)
    void whatIsNotSeenIsNoPartOfAWord(String text, String query) {
        add(page("a", "", text));
        assertThat(found(index, query)).containsExactly("a");
    }

    /// Not the best by its words, so that others are read before.
    @Test
    void aPhraseIsFoundBehindManyPagesWithItsWords() throws IOException {
        IndexedPage[] others = IntStream.range(0, PhraseCandidates.PAGES_MAX - 1)
                .mapToObj(i -> page("other" + i, "", "brown quick brown quick"))
                .toArray(IndexedPage[]::new);
        add(page("a", "", "far behind in a long text comes the quick brown fox that is wanted"));
        add(others);

        assertThat(found(index, "\"quick brown fox\"")).containsExactly("a");
        assertThat(found(index, "\"the quick brown\"")).containsExactly("a");
        assertThat(found(index, "\"quick brown quick\"")).hasSize(10);
    }

    /// Its words are nearer to each other before it, in any order, and more often than places are kept.
    @ParameterizedTest
    @CsvSource({"'\"quick brown fox\"'", "'\"quick brown fox\" hound'", "'hound \"brown fox\"'"})
    void aPhraseIsWhatItsSnippetShows(String query) {
        add(page(
                "a",
                "",
                "brown quick hound fox ".repeat(400) + "here the quick brown fox jumps " + "far ".repeat(500)));

        assertThat(index.search(new IndexQuery(query, "", 10)))
                .singleElement()
                .satisfies(hit -> assertThat(hit.snippet()).contains("the quick brown fox jumps"));
    }

    @Test
    void aQuoteThatIsNeverClosedIsNone() {
        add(page("a", "", "the quick brown fox"));

        assertThat(found(index, "\"brown quick")).containsExactly("a");
        assertThat(found(index, "\"quick brown\" \"zebra")).containsExactly("a");
        assertThat(found(index, "fox\"")).containsExactly("a");
        assertThat(found(index, "\"\" fox")).containsExactly("a");
    }

    @Test
    void nothingThatPeopleTypeFails() {
        add(page("a", "", "fox"));

        String words = "nothing ".repeat(10_000);
        String terms = String.join(
                " ", IntStream.range(0, 10_000).mapToObj(i -> "w" + i).toList());
        for (String odd : List.of(
                "",
                " ",
                "\"",
                "\"\"",
                "\"\"\"",
                "!?,;:",
                "\uD800",
                "\uDC00\uD800",
                "\0",
                "*",
                "?*",
                "title:x AND (",
                "[a TO",
                "~^\\",
                "NOT",
                "x".repeat(100_000),
                words,
                terms,
                "\"a b\" \"b a\" ".repeat(400),
                "\"" + "a ".repeat(2_000) + "\"",
                '"' + terms + '"')) {
            assertThat(found(index, odd)).as(odd).isEmpty();
        }
        assertThat(found(index, "fox AND ( \uD800")).containsExactly("a");
        assertThat(found(index, "fox " + terms)).containsExactly("a");
        assertThat(index.snapshot().failures()).isZero();
    }

    @Test
    void oddPagesAreFoundByWhatIsFineInThem() {
        add(
                page("a", "\uD800", "half \uDC00 pair \uD83D\uDE00 emoji"),
                page("", "", ""),
                page("long", "", "y".repeat(9_000)));
        add(page("end", "", "torn at the end \uD83D"));

        assertThat(found(index, "emoji")).containsExactly("a");
        assertThat(found(index, "torn")).containsExactly("end");
        assertThat(index.snapshot().pages()).isEqualTo(4);
    }

    @Test
    void accentsCountInNeitherDirection() {
        add(page("nfc", "", "Café Ångström"), page("nfd", "", "Cafe\u0301 naïve"), page("bare", "", "cafe strasse"));
        add(page("greek", "", "Αθήνα"), page("russian", "", "ёлка"), page("wide", "", "ＷＩＤＥ"));

        assertThat(found(index, "cafe")).containsExactlyInAnyOrder("nfc", "nfd", "bare");
        assertThat(found(index, "CAFÉ")).containsExactlyInAnyOrder("nfc", "nfd", "bare");
        assertThat(found(index, "angstrom")).containsExactly("nfc");
        assertThat(found(index, "straße")).containsExactly("bare");
        assertThat(found(index, "αθηνα")).containsExactly("greek");
        assertThat(found(index, "елка")).containsExactly("russian");
        assertThat(found(index, "wide")).containsExactly("wide");
    }

    @Test
    void wordsWithoutGapsAreFoundByTwoCharactersOrOne() {
        add(page("zh", "", "我住在北京市中心"), page("ja", "", "東京は大きいが、きれいだ"), page("ko", "", "서울특별시는 수도이다"));

        assertThat(found(index, "北京")).containsExactly("zh");
        assertThat(found(index, "東京")).containsExactly("ja");
        assertThat(found(index, "東")).containsExactly("ja");
        assertThat(found(index, "特別")).isEmpty();
        assertThat(found(index, "특별시")).containsExactly("ko");
        assertThat(found(index, "\"北京市\"")).containsExactly("zh");
        assertThat(found(index, "\"市北京\"")).isEmpty();
    }

    @Test
    void wordsOfThaiAndItsNeighboursAreFoundWithinTheirLines() {
        add(
                page("th", "", "กรุงเทพมหานครมีน้ำท่วมหนักเมื่อวานนี้"),
                page("lo", "", "ນະຄອນຫຼວງວຽງຈັນມີນ້ຳຖ້ວມ"),
                page("km", "", "រាជធានីភ្នំពេញមានទឹកជំនន់"),
                page("my", "", "ရန်ကုန်မြို့တွင်ရေကြီးသည်"));

        assertThat(found(index, "น้ำท่วม")).containsExactly("th");
        assertThat(found(index, "\"น้ำท่วม\"")).containsExactly("th");
        assertThat(found(index, "\"ท่วมน้ำ\"")).isEmpty();
        assertThat(found(index, "\"ວຽງຈັນ\"")).containsExactly("lo");
        assertThat(found(index, "\"ភ្នំពេញ\"")).containsExactly("km");
        assertThat(found(index, "\"ရေကြီး\"")).containsExactly("my");
    }

    @Test
    void aLanguageLeavesOthersOut() {
        add(new IndexedPage("https://example.org/at", "", "Haus", "de-AT", Pages.FETCHED), page("en", "", "haus"));

        assertThat(index.search(new IndexQuery("haus", "DE", 10))).hasSize(1);
        assertThat(index.search(new IndexQuery("\"haus\"", "en-GB", 10)))
                .extracting(IndexHit::url)
                .containsExactly("https://example.org/en");
        assertThat(index.search(new IndexQuery("garten", "de", 10))).isEmpty();
    }

    @Test
    void theSnippetShowsTheMatch() {
        String filler = "lorem ipsum dolor sit amet ".repeat(100);
        add(page("a", "Needle", filler + "here is the needle in it " + filler));

        assertThat(index.search(new IndexQuery("needle", "", 1)).getFirst().snippet())
                .startsWith("…")
                .contains("here is the needle in it")
                .hasSizeBetween(200, Snippet.CHARS_MAX);
        assertThat(index.search(new IndexQuery("\"needle in\"", "", 1))
                        .getFirst()
                        .snippet())
                .contains("the needle in it");
    }

    /// Where there are many matches not all are wanted, in whatever letters.
    @Test
    void pagesFullOfMatchesHaveSnippets() {
        add(page("a", "", "слово и дело ".repeat(100)), page("b", "", "и слово ".repeat(200)), page("c", "", "слово"));

        assertThat(index.search(new IndexQuery("слово", "", 10)))
                .hasSize(3)
                .allSatisfy(hit -> assertThat(hit.snippet()).contains("слово"));
        assertThat(index.trouble()).isEmpty();
    }

    @Test
    void aMatchInTheTitleShowsThePagesBeginning() {
        add(page("a", "Needle", "Once upon a time " + "lorem ipsum ".repeat(100)));

        assertThat(index.search(new IndexQuery("needle", "", 1)).getFirst().snippet())
                .startsWith("Once upon a time");
    }

    @Test
    void aPageIsFoundSoon() {
        index.add(page("a", "", "first"));
        await().atMost(Duration.ofSeconds(10)).until(() -> found(index, "first"), List.of("a")::equals);
        index.add(page("b", "", "second"));
        await().atMost(Duration.ofSeconds(10)).until(() -> found(index, "second"), List.of("b")::equals);
    }

    @Test
    void textIsCutAtItsLimit() throws IOException {
        index.close();
        index = PageIndex.open(new IndexLimits(10, IndexLimits.BYTES_MIN, 10, 1 << 20, 12), Optional.empty());
        add(page("a", "", "before cut😀behind"));

        assertThat(found(index, "before")).containsExactly("a");
        assertThat(found(index, "behind")).isEmpty();
    }

    @Test
    void aUrlThatIsTooLongIsDropped() {
        index.add(page("x".repeat(PageFields.URL_CHARS_MAX), "", "word"));
        index.add(page("€".repeat(8_000), "", "word")); // three bytes each, which is still fine
        settle(index, 2);

        assertThat(index.snapshot().pages()).isEqualTo(1);
        assertThat(index.snapshot().dropped()).isEqualTo(1);
    }

    @Test
    void theOldestPagesGoWhenThereAreTooMany() throws IOException {
        index.close();
        index = PageIndex.open(new IndexLimits(32, IndexLimits.BYTES_MIN, 100, 1 << 20, 100), Optional.empty());
        add(IntStream.range(0, 32)
                .mapToObj(i -> page(Integer.toString(i), "", "word" + i))
                .toArray(IndexedPage[]::new));
        assertThat(index.snapshot().evicted()).isZero();
        add(page("0", "", "renewed")); // now it is the newest
        add(page("more", "", "more"));

        assertThat(index.snapshot().pages()).isEqualTo(30);
        assertThat(index.snapshot().evicted()).isEqualTo(3);
        assertThat(found(index, "word1 word2 word3")).isEmpty();
        assertThat(found(index, "word4 renewed more")).containsExactlyInAnyOrder("4", "0", "more");
    }

    /// The index waits for a disk that does not answer, so that nothing leaves the queue.
    @Test
    void whatDoesNotFitIntoTheQueueIsDropped() throws Exception {
        var isOpening = new CountDownLatch(1);
        var mayOpen = new CountDownLatch(1);
        index.close();
        index = PageIndex.open(
                new IndexLimits(100, IndexLimits.BYTES_MIN, 10, 20_000, 8_000), Optional.empty(), memory -> {
                    isOpening.countDown();
                    awaitUninterruptibly(mayOpen);
                    return memory;
                });
        index.add(page("0", "", "word"));
        isOpening.await();
        IntStream.range(1, 15).forEach(i -> index.add(page(Integer.toString(i), "", "word")));
        assertThat(index.snapshot().queued()).isEqualTo(10);
        assertThat(index.snapshot().dropped()).isEqualTo(5);
        mayOpen.countDown();
        settle(index, 15);

        assertThat(index.snapshot().pages()).isEqualTo(10);
        assertThat(index.snapshot().queued()).isZero();
    }

    @Test
    void theQueueIsBoundedInBytes() {
        var queue = new PageQueue(new IndexLimits(100, IndexLimits.BYTES_MIN, 10, 20_000, 8_000));

        assertThat(queue.offer(page("a", "", "x".repeat(8_000)))).isTrue();
        assertThat(queue.offer(page("b", "", "x".repeat(8_000)))).isFalse();
        assertThat(queue.offer(page("c", "", "x".repeat(100)))).isTrue();
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.offer(page("b", "", "x".repeat(8_000)))).isTrue();
        assertThat(queue.size()).isEqualTo(2);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDiskThatIsFullIsTroubleUntilItIsNot() throws IOException {
        var disk = new AtomicInteger(Integer.MAX_VALUE);
        index.close();
        index = PageIndex.open(IndexLimits.STANDARD, Optional.empty(), memory -> new FilterDirectory(memory) {
            @Override
            public IndexOutput createOutput(String name, IOContext context) throws IOException {
                if (disk.getAndDecrement() <= 0) {
                    throw new IOException("No space left on device");
                }
                return super.createOutput(name, context);
            }
        });
        add(page("a", "", "before"));
        disk.set(0);
        index.add(page("b", "", "during"));
        await().until(() -> index.trouble().isPresent());

        assertThat(index.trouble().orElseThrow()).contains("No space left on device");
        assertThat(found(index, "before")).containsExactly("a");
        assertThat(index.snapshot().dropped()).isEqualTo(1);
        assertThat(index.snapshot().failures()).isPositive();

        disk.set(Integer.MAX_VALUE);
        index.add(page("c", "", "after"));
        await().until(() -> found(index, "after"), List.of("c")::equals);
        await().until(() -> index.trouble().isEmpty());
        assertThat(found(index, "before during")).containsExactly("a");
    }

    @Test
    void manyThreadsAddAndSearchWhileItCloses() throws Exception {
        int adders = 4;
        var offered = new AtomicInteger();
        var isUnderWay = new CountDownLatch(2_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 2 * adders)
                    .<Future<?>>mapToObj(t -> threads.submit(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            if (t < adders) {
                                index.add(Pages.random(t * 500 + i, 300));
                                offered.incrementAndGet();
                                isUnderWay.countDown();
                            } else {
                                index.search(new IndexQuery("number" + i, "", 5));
                            }
                        }
                    }))
                    .toList();
            isUnderWay.await();
            index.close();
            for (Future<?> one : all) {
                one.get();
            }
        }
        IndexSnapshot last = index.snapshot();
        assertThat(last.added() + last.dropped() + last.queued()).isEqualTo(offered.get());
        assertThat(last.failures()).isZero();
        assertThat(index.trouble()).isEmpty();
    }

    @Test
    void afterTheEndNothingIsTakenOrFound() throws IOException {
        add(page("a", "", "word"));
        index.close();
        index.close();
        index.add(page("b", "", "word"));

        assertThat(found(index, "word")).isEmpty();
        assertThat(index.snapshot().dropped()).isEqualTo(1);
    }

    @Test
    void anIndexThatWasNeverUsedAnswersNothing() throws IOException {
        assertThat(found(index, "word")).isEmpty();
        assertThat(index.snapshot().pages()).isZero();
        index.close();
        var unused = PageIndex.open(IndexLimits.STANDARD, Optional.empty());
        unused.close();
        assertThat(found(unused, "word")).isEmpty();
    }

    @Test
    void boundsBelowTheLeastAreRefused() {
        assertThatThrownBy(() -> new IndexLimits(0, 1 << 30, 1, 1, 1)).hasMessageContaining("pagesMax=0");
        assertThatThrownBy(() -> new IndexLimits(1, 1 << 20, 1, 1, 1)).hasMessageContaining("bytesMax=1048576");
        assertThatThrownBy(() -> new IndexQuery("", "", 0)).hasMessage("hitsMax=0");
        assertThatThrownBy(() -> new IndexQuery("", "", 101)).hasMessage("hitsMax=101");
    }
}
