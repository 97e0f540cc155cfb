package io.riptide.server.search.index;

import static io.riptide.server.search.index.Pages.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.server.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only other processes show: being killed, being held, being cheap to start.
class PageIndexProcessTest {
    @TempDir
    private Path directory = Path.of("");

    /// Opens an index in a directory; on request adds pages, and says which it added a second ago, until
    /// killed.
    static final class Child {
        private static final int BEHIND = 100;

        private Child() {}

        public static void main(String[] arguments) throws Exception {
            PageIndex index = PageIndex.open(IndexLimits.STANDARD, Optional.of(Path.of(arguments[1])));
            if (arguments[0].equals("idle")) {
                index.close();
                return;
            }
            if (arguments[0].equals("prepared")) {
                index.prepare();
                while (!index.isPrepared()) {
                    Thread.onSpinWait();
                }
            }
            for (int i = 0; ; i++) {
                index.add(Pages.random(i, 1_000));
                TimeUnit.MILLISECONDS.sleep(10); // the child's pace, not a wait of the test
                if (i >= BEHIND) {
                    System.out.println(i - BEHIND);
                }
            }
        }
    }

    private Process start(String what, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx128m"));
        all.addAll(List.of(options));
        return ChildJvm.start(Child.class, all, what, directory.toString());
    }

    @Test
    void aKilledProcessLosesItsLastSecondAtMost() throws Exception {
        killed("add", 150);
    }

    /// Killed when the first page is a second old.
    @Test
    void aPreparedOneLosesItsLastSecondAtMostFromTheBeginning() throws Exception {
        killed("prepared", 1);
    }

    private void killed(String how, int after) throws Exception {
        Process child = start(how);
        int survivors = 0;
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            while (survivors < after) {
                survivors = Integer.parseInt(said.readLine());
            }
            assertThatThrownBy(() -> PageIndex.open(Pages.SMALL, Optional.of(directory)))
                    .isInstanceOf(IndexHeldException.class)
                    .hasMessageContaining(directory.toString());
        } finally {
            child.destroyForcibly().waitFor(); // SIGKILL
        }
        try (PageIndex index = PageIndex.open(IndexLimits.STANDARD, Optional.of(directory))) {
            for (int i = 0; i <= survivors; i++) {
                assertThat(found(index, "number" + i)).containsExactly(Integer.toString(i));
            }
            assertThat(index.trouble()).isEmpty();
        }
        assertThat(directory.resolve("pages.broken")).doesNotExist();
    }

    @Test
    void nothingOfLuceneIsLoadedBeforeItIsUsed() throws Exception {
        Process child = start("idle", "-Xlog:class+load");
        String loaded = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).isZero();
        assertThat(loaded).contains(PageIndex.class.getName()).doesNotContain("org.apache.lucene");
    }
}
