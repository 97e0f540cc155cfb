package io.riptide.server.search.index;

import static io.riptide.server.search.index.Pages.found;
import static io.riptide.server.search.index.Pages.page;
import static io.riptide.server.search.index.Pages.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageIndexOnDiskTest {
    /// More than there is room for.
    private static final int PAGES = 240;

    @TempDir
    private Path directory = Path.of("");

    private PageIndex open() throws IOException {
        return PageIndex.open(Pages.SMALL, Optional.of(directory));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("pages"))) {
            return files.sorted().toList();
        }
    }

    private void store(int pages) throws IOException {
        try (PageIndex index = open()) {
            for (int i = 0; i < pages; i++) {
                index.add(Pages.random(i, 500));
            }
        }
    }

    @Test
    void pagesOutliveARestart() throws IOException {
        store(100);
        try (PageIndex index = open()) {
            assertThat(found(index, "number7")).containsExactly("7");
            assertThat(index.snapshot().pages()).isEqualTo(100);
            assertThat(index.snapshot().bytes()).isPositive();
            index.add(page("7", "", "renewed"));
            settle(index, 1);
            assertThat(found(index, "number7 renewed")).containsExactly("7");
        }
        try (PageIndex index = open()) {
            assertThat(found(index, "number7 renewed")).containsExactly("7");
            assertThat(index.snapshot().pages()).isEqualTo(100);
        }
    }

    @Test
    void ageOutlivesARestart() throws IOException {
        var limits = new IndexLimits(8, IndexLimits.BYTES_MIN, 100, 1 << 20, 100);
        for (int i = 0; i < 10; i++) {
            try (PageIndex index = PageIndex.open(limits, Optional.of(directory))) {
                index.add(page(Integer.toString(i), "", "word" + i));
            }
        }
        try (PageIndex index = PageIndex.open(limits, Optional.of(directory))) {
            assertThat(found(index, "word0 word1")).isEmpty();
            assertThat(found(index, "word9")).containsExactly("9");
            assertThat(index.snapshot().pages()).isEqualTo(8);
        }
    }

    @Test
    void whatIsNotUsedLoadsNothing() throws IOException {
        open().close();
        assertThat(directory.resolve("pages")).doesNotExist();
    }

    @Test
    void aDirectoryIsMade() throws IOException {
        try (PageIndex index = PageIndex.open(Pages.SMALL, Optional.of(directory.resolve("not/yet")))) {
            assertThat(found(index, "x")).isEmpty();
            assertThat(directory.resolve("not/yet/pages")).isDirectory();
        }
    }

    @Test
    void aDirectoryThatIsInUseIsRefusedByName() throws IOException {
        try (PageIndex _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IndexHeldException.class)
                    .hasMessageContaining(directory.toString());
        }
        open().close();
    }

    @Test
    void everyTornFileBeginsTheIndexAnew() throws IOException {
        store(3);
        List<String> names = files().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("write.lock"))
                .toList();
        assertThat(names).anyMatch(name -> name.startsWith("segments_")).anyMatch(name -> name.endsWith(".cfs"));
        for (String name : names) {
            for (Damage damage : Damage.values()) {
                remakeStore();
                damage.to(directory.resolve("pages").resolve(name));
                try (PageIndex index = open()) {
                    assertThat(found(index, "number1")).as(name + " " + damage).isEmpty();
                    index.add(page("new", "", "anew"));
                    settle(index, 1);
                    assertThat(found(index, "anew")).as(name + " " + damage).containsExactly("new");
                    assertThat(index.trouble()).isEmpty();
                }
                assertThat(directory.resolve("pages.broken"))
                        .as(name + " " + damage)
                        .isDirectory();
            }
        }
    }

    private void remakeStore() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
        store(3);
    }

    private enum Damage {
        HALF,
        EMPTY,
        SHORTER_BY_ONE,
        GARBAGE,
        ONE_BIT,
        MISSING;

        void to(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            switch (this) {
                case HALF -> truncate(file, content.length / 2);
                case EMPTY -> truncate(file, 0);
                case SHORTER_BY_ONE -> truncate(file, content.length - 1);
                case GARBAGE -> {
                    new Random(1).nextBytes(content);
                    Files.write(file, content);
                }
                case ONE_BIT -> {
                    content[content.length / 2] ^= 1;
                    Files.write(file, content);
                }
                case MISSING -> Files.delete(file);
            }
        }

        private static void truncate(Path file, int size) throws IOException {
            try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
        }
    }

    /// What another version wrote, or another program.
    @Test
    void anotherLayoutIsPutAside() throws IOException {
        try (var other = FSDirectory.open(directory.resolve("pages"));
                var writer = new IndexWriter(other, new IndexWriterConfig())) {
            var document = new Document();
            document.add(new StringField("text", "word", Field.Store.NO));
            writer.addDocument(document);
        }
        try (PageIndex index = open()) {
            assertThat(found(index, "word")).isEmpty();
            index.add(page("a", "", "word"));
            settle(index, 1);
            assertThat(found(index, "word")).containsExactly("a");
        }
        assertThat(directory.resolve("pages.broken")).isDirectory();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsPutAside() throws IOException {
        Files.writeString(directory.resolve("pages"), "no directory");
        try (PageIndex index = open()) {
            index.add(page("a", "", "word"));
            settle(index, 1);
            assertThat(found(index, "word")).containsExactly("a");
        }
        assertThat(directory.resolve("pages.broken")).hasContent("no directory");
    }

    @Test
    void whatLiesBesideIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "mine");
        store(1);
        Files.write(files().getFirst(), new byte[10]);
        store(1);
        assertThat(directory.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void aLockFileThatWasLeftBehindIsNoLock() throws IOException {
        store(3);
        assertThat(directory.resolve("pages/write.lock")).exists();
        assertThat(directory.resolve("riptide-index.lock")).exists();
        try (PageIndex index = open()) {
            assertThat(found(index, "number1")).containsExactly("1");
        }
    }

    /// Somebody cleans up under us.
    @Test
    void aDirectoryThatVanishesIsMadeAgain() throws IOException {
        try (PageIndex index = open()) {
            index.add(page("a", "", "before"));
            settle(index, 1);
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
            Files.delete(directory.resolve("pages"));
            index.add(page("b", "", "during"));
            await().until(() -> index.snapshot().dropped() == 1);
            assertThat(index.trouble()).isPresent();

            index.add(page("c", "", "after"));
            await().until(() -> found(index, "after"), List.of("c")::equals);
            await().until(() -> index.trouble().isEmpty());
        }
    }

    @Test
    void filesNeverGrowBeyondTheirBound() throws IOException {
        try (PageIndex index = open()) {
            long bytesMax = 0;
            for (int i = 0; i < PAGES; i++) {
                index.add(Pages.random(i, 12_000));
            }
            while (index.snapshot().added() < PAGES) {
                bytesMax = Math.max(bytesMax, bytes());
                assertThat(bytesMax).isLessThanOrEqualTo(Pages.SMALL.bytesMax());
                assertThat(index.snapshot().bytes()).isLessThanOrEqualTo(Pages.SMALL.bytesMax());
                Thread.onSpinWait();
            }
            assertThat(bytesMax).isBetween(Pages.SMALL.bytesMax() / 2, Pages.SMALL.bytesMax());
            assertThat(index.snapshot().evicted()).isBetween(20L, PAGES - 50L);
            assertThat(index.snapshot().pages())
                    .isEqualTo(PAGES - index.snapshot().evicted());
            assertThat(found(index, "number" + (PAGES - 1))).hasSize(1);
            assertThat(found(index, "number0")).isEmpty();
            long first = index.snapshot().evicted();
            assertThat(found(index, "number" + (first - 1))).isEmpty();
            assertThat(found(index, "number" + first)).containsExactly(Long.toString(first));
        }
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            try {
                sum += Files.size(file);
            } catch (NoSuchFileException _) {
                // merged meanwhile
            }
        }
        return sum;
    }

    /// The same few pages again and again must not push one another out.
    @Test
    void renewedPagesTakeNoMoreRoom() throws IOException {
        try (PageIndex index = open()) {
            for (int i = 0; i < PAGES / 2; i++) {
                index.add(Pages.random(i % 20, 12_000));
            }
            settle(index, PAGES / 2);
            assertThat(index.snapshot().pages()).isEqualTo(20);
            assertThat(index.snapshot().evicted()).isZero();
            assertThat(bytes()).isLessThan(Pages.SMALL.bytesMax());
        }
    }
}
