package io.riptide.server.search.index;

import java.time.Instant;

/// A page as it is found again.
///
/// @param url what names the page: a page of the same URL replaces it
/// @param title words that count double; may be empty
/// @param text plain text, without markup; may be empty
/// @param language BCP 47 tag of the text; empty if unknown
/// @param fetchedAt when the page was like this, to the millisecond
/// @param isGone whether there is none, so that the one before it goes
public record IndexedPage(String url, String title, String text, String language, Instant fetchedAt, boolean isGone) {
    /// Of memory that a page takes beside its characters, about.
    private static final int OVERHEAD_BYTES = 256;

    /// A page that is there.
    public IndexedPage(String url, String title, String text, String language, Instant fetchedAt) {
        this(url, title, text, language, fetchedAt, false);
    }

    /// No page at `url`.
    static IndexedPage gone(String url) {
        return new IndexedPage(url, "", "", "", Instant.EPOCH, true);
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
                url,
                PlainText.cut(title, titleCharsMax),
                PlainText.cut(text, textCharsMax),
                language,
                fetchedAt,
                isGone);
    }
}
