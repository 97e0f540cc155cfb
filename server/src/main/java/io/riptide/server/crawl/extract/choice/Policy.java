package io.riptide.server.crawl.extract.choice;

import static io.riptide.server.crawl.extract.choice.Vocabulary.ABOUT;
import static io.riptide.server.crawl.extract.choice.Vocabulary.BESIDE_POST;
import static io.riptide.server.crawl.extract.choice.Vocabulary.COMMENTS;
import static io.riptide.server.crawl.extract.choice.Vocabulary.FRAME;
import static io.riptide.server.crawl.extract.choice.Vocabulary.PROMOTION;
import static io.riptide.server.crawl.extract.choice.Vocabulary.REVIEWS;
import static io.riptide.server.crawl.extract.choice.Vocabulary.UNSEEN;
import static io.riptide.server.crawl.extract.choice.Vocabulary.WINDOW;

/// What counts as noise on a page of one [Genre].
///
/// @param noise meanings of names, as bits of [Vocabulary], whose elements are left out
/// @param prosePercent the content's root goes down to the innermost element that still holds so much of the
///     prose; above 100 it stays where it is
/// @param linkPercent lists with more of their text in links than this are left out; above 100 none are
record Policy(int noise, int prosePercent, int linkPercent) {
    private static final int NEVER = 101;
    private static final int ALWAYS_NOISE = FRAME | PROMOTION | UNSEEN | WINDOW;

    static Policy of(Genre genre) {
        return switch (genre) {
            case ARTICLE -> new Policy(ALWAYS_NOISE | COMMENTS | ABOUT, 80, 60);
            case DOCUMENTATION -> new Policy(ALWAYS_NOISE | ABOUT, 85, NEVER);
            case FORUM -> new Policy(ALWAYS_NOISE | BESIDE_POST, NEVER, NEVER);
            case PRODUCT -> new Policy(ALWAYS_NOISE | REVIEWS, NEVER, 40);
            case LISTING, OTHER -> new Policy(ALWAYS_NOISE, NEVER, NEVER);
        };
    }
}
