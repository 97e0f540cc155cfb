package io.riptide.server.search.index;

import java.time.Instant;

/// A page as it is found again.
///
/// @param url what names the page: a page of the same URL replaces it
/// @param title words that count double; may be empty
/// @param text plain text, without markup; may be empty
/// @param language BCP 47 tag of the text; empty if unknown
/// @param fetchedAt when the page was like this, to the millisecond
/// @param use what becomes of the page of this URL that is there before
public record IndexedPage(String url, String title, String text, String language, Instant fetchedAt, Use use) {
    /// Of memory that a page takes beside its characters, about.
    private static final int OVERHEAD_BYTES = 256;

    /// What a page does to the index.
    enum Use {
        /// It is found instead of the one before.
        REPLACE,
        /// The same, unless the one before was fetched at the same time or later.
        RENEW,
        /// There is none at this URL any more.
        REMOVE
    }

    /// A page that is there.
    public IndexedPage(String url, String title, String text, String language, Instant fetchedAt) {
        this(url, title, text, language, fetchedAt, Use.REPLACE);
    }

    /// This page, unless there is one as new as it.
    public IndexedPage unlessKnown() {
        return new IndexedPage(url, title, text, language, fetchedAt, Use.RENEW);
    }

    /// No page at `url`.
    static IndexedPage gone(String url) {
        return new IndexedPage(url, "", "", "", Instant.EPOCH, Use.REMOVE);
    }

    boolean isGone() {
        return use == Use.REMOVE;
    }

    /// Most bytes of memory that this takes: two for each character, and what holds them.
    long weightBytes() {
        return OVERHEAD_BYTES + 2L * (url.length() + title.length() + text.length() + language.length());
    }

    /// This page with at most so many characters of title and text.
    IndexedPage cut(int titleCharsMax, int textCharsMax) {
        if (title.length() <= titleCharsMax && text.length() <= textCharsMax) {
            return this;
        }
        return new IndexedPage(
                url, PlainText.cut(title, titleCharsMax), PlainText.cut(text, textCharsMax), language, fetchedAt, use);
    }
}
