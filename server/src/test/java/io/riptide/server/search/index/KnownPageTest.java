package io.riptide.server.search.index;

import static io.riptide.server.search.index.Pages.found;
import static io.riptide.server.search.index.Pages.page;
import static io.riptide.server.search.index.Pages.settle;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pages that somebody else has fetched, of which the index may have a newer state.
class KnownPageTest {
    private final PageIndex index;

    KnownPageTest() throws IOException {
        index = PageIndex.open(IndexLimits.STANDARD, Optional.empty());
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void aPageThatIsNotKnownIsAdded() {
        index.add(page("a", "", "harbour").unlessKnown());
        settle(index, 1);

        assertThat(found(index, "harbour")).containsExactly("a");
    }

    @Test
    void aPageAsOldAsTheOneThatIsThereOrOlderChangesNothing() {
        index.add(page("a", "", "harbour"));
        settle(index, 1);
        index.add(fetched(page("a", "", "older"), Duration.ofMillis(-1)));
        index.add(fetched(page("a", "", "same"), Duration.ZERO));
        index.add(page("b", "", "after"));
        settle(index, 2);

        assertThat(found(index, "harbour")).containsExactly("a");
        assertThat(found(index, "older same")).isEmpty();
        assertThat(index.snapshot().added()).isEqualTo(2);
        assertThat(index.snapshot().dropped()).isZero();
    }

    @Test
    void aNewerPageReplacesTheOneThatIsThere() {
        index.add(page("a", "", "harbour"));
        settle(index, 1);
        index.add(fetched(page("a", "", "newer"), Duration.ofMillis(1)));
        settle(index, 2);

        assertThat(found(index, "harbour")).isEmpty();
        assertThat(found(index, "newer")).containsExactly("a");
    }

    @Test
    void aPageThatWentIsNotKnown() {
        index.add(page("a", "", "harbour"));
        index.add(page("b", "", "beside it"));
        settle(index, 2);
        index.remove(page("a", "", "").url());
        index.add(page("c", "", "after"));
        settle(index, 3);
        assertThat(found(index, "harbour")).isEmpty();

        index.add(fetched(page("a", "", "again"), Duration.ofMillis(-1)));
        settle(index, 4);
        assertThat(found(index, "again")).containsExactly("a");
    }

    private static IndexedPage fetched(IndexedPage page, Duration later) {
        return new IndexedPage(
                        page.url(),
                        page.title(),
                        page.text(),
                        page.language(),
                        page.fetchedAt().plus(later))
                .unlessKnown();
    }
}
