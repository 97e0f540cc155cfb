package io.riptide.server.crawl.gate;

import java.util.Set;
import org.jsoup.nodes.Document;

/// What can be told of a page from its markup. Visible is what the markup itself does not hide; style sheets
/// are not read.
///
/// @param visibleChars characters of visible text, a run of white space counting as one
/// @param markupChars characters of tags and text, without what is inside scripts and styles
/// @param scriptChars characters of scripts in the page; data in script elements is not one
/// @param paragraphs blocks with at least 80 characters of text of their own
/// @param hasContainer whether an `article` or `main` holds text
/// @param hasOpenGraph whether it names a title or type for sharing
/// @param hasJsonLd whether it declares an article or another thing that it is about
/// @param markers marks of a client-side application
public record GateSignals(
        int visibleChars,
        int markupChars,
        int scriptChars,
        int paragraphs,
        boolean hasContainer,
        boolean hasOpenGraph,
        boolean hasJsonLd,
        Set<SpaMarker> markers) {
    private static final int SHELL_CHARS_MAX = 200;
    private static final int BLANK_CHARS_MAX = 20;

    /// Takes a copy of `markers`.
    public GateSignals {
        markers = Set.copyOf(markers);
    }

    /// Looks at `page`, each node once.
    public static GateSignals of(Document page) {
        return SignalWalk.over(page);
    }

    /// How many marks of a client-side application it has.
    public int spaMarkers() {
        return markers.size();
    }

    /// Part of the markup that is visible text.
    public double textShare() {
        return (double) visibleChars / Math.max(1, markupChars);
    }

    /// Part of the page that is scripts.
    public double scriptShare() {
        return (double) scriptChars / Math.max(1, markupChars + scriptChars);
    }

    /// Whether there is as good as nothing to read and scripts that would change that.
    public boolean isEmptyShell() {
        return (visibleChars < SHELL_CHARS_MAX && !markers.isEmpty())
                || (visibleChars < BLANK_CHARS_MAX && scriptChars > 0);
    }
}
