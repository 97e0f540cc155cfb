package io.riptide.server.crawl.extract.choice;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What the names that a page gives its elements say about them: `class` and `id`, split into words.
///
/// `postNavigation`, `post-navigation` and `post_navigation` are the same two words. The words are what many
/// sites call the same thing; none is any one site's.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each different `class` is read once, [#NAME_CHARS_MAX] characters of it.
final class Vocabulary {
    /// Navigation and other parts of the frame.
    static final int FRAME = 1;

    /// What asks for attention: sharing, subscribing, other pages, advertisements, consent.
    static final int PROMOTION = 1 << 1;

    /// What readers wrote below.
    static final int COMMENTS = 1 << 2;

    /// What buyers wrote below.
    static final int REVIEWS = 1 << 3;

    /// For screen readers only.
    static final int UNSEEN = 1 << 4;

    /// About the content: author, dates, tags.
    static final int ABOUT = 1 << 5;

    /// Windows that are closed until somebody opens them.
    static final int WINDOW = 1 << 6;

    /// Beside a post and not part of it.
    static final int BESIDE_POST = 1 << 7;

    /// A note beside the text that belongs to it.
    static final int CALLOUT = 1 << 8;

    /// Numbers of lines, where there is code.
    static final int LINE_NUMBERS = 1 << 9;

    /// How a formula looks, beside what it says.
    static final int GLYPHS = 1 << 10;

    /// No text at all, on whatever page: said by [Meanings], not by a name alone.
    static final int MARK = 1 << 11;

    private static final int NAME_CHARS_MAX = 400;
    private static final Map<String, Integer> WORDS = new HashMap<>();
    private static final Map<String, Integer> PAIRS = new HashMap<>();

    static {
        words(FRAME, "nav navbar navigation menu submenu subnav megamenu breadcrumb breadcrumbs crumbs footer");
        words(FRAME, "sidebar topbar pagination pager masthead toolbar skiplink toc colophon sitemap offcanvas");
        words(PROMOTION, "related recommended recommendation recommendations recommend share sharing social");
        words(PROMOTION, "newsletter subscribe subscription signup signin login paywall optin disclosure");
        words(PROMOTION, "cookie cookies consent gdpr advert adverts advertisement advertising ads");
        words(PROMOTION, "sponsor sponsored promo promotion trending popular upsell crosssell");
        words(COMMENTS, "comment comments commentlist respond reply replies discussion");
        words(REVIEWS, "review reviews testimonial testimonials rating ratings");
        words(UNSEEN, "visuallyhidden screenreader");
        words(WINDOW, "modal popup popover tooltip overlay lightbox flyout drawer toast dropdown");
        words(ABOUT, "byline authorbox bio tags taglist postmeta metadata copyright legal");
        words(BESIDE_POST, "signature flair notice notices");
        words(CALLOUT, "note tip warning caution important danger info callout admonition");
        words(LINE_NUMBERS, "linenos lineno linenodiv lnt ln gutter linenumber linenumbers");
        pairs(LINE_NUMBERS, "line number", "line numbers");
        pairs(GLYPHS, "katex html");
        pairs(FRAME, "skip link", "side bar", "table contents");
        pairs(PROMOTION, "read more", "read next", "more from", "more stories", "you may", "also like");
        pairs(PROMOTION, "call action", "up next", "sign up", "next post", "previous post", "post navigation");
        pairs(PROMOTION, "most read", "most popular", "recent posts", "cross sell");
        pairs(UNSEEN, "sr only", "visually hidden", "screen reader");
        pairs(ABOUT, "author box", "author bio", "about author", "author info");
        pairs(ABOUT, "post meta", "entry meta", "article meta", "post tags");
    }

    private final Map<String, Integer> byClass = new HashMap<>();

    private static void words(int meaning, String words) {
        for (String word : words.split(" ", -1)) {
            WORDS.merge(word, meaning, (a, b) -> a | b);
        }
    }

    private static void pairs(int meaning, String... pairs) {
        for (String pair : pairs) {
            PAIRS.merge(pair, meaning, (a, b) -> a | b);
        }
    }

    /// The meanings, as bits, of an element with these names.
    int meanings(String className, String id) {
        int meanings = className.isEmpty() ? 0 : byClass.computeIfAbsent(className, Vocabulary::read);
        return id.isEmpty() ? meanings : meanings | read(id);
    }

    private static int read(String name) {
        int meanings = 0;
        int end = Math.min(name.length(), NAME_CHARS_MAX);
        String previous = "";
        int i = 0;
        while (i < end) {
            if (!Character.isLetter(name.charAt(i))) {
                i++;
                continue;
            }
            int wordEnd = wordEnd(name, i, end);
            String word = name.substring(i, wordEnd).toLowerCase(Locale.ROOT);
            meanings |= WORDS.getOrDefault(word, 0);
            if (!previous.isEmpty()) {
                meanings |= PAIRS.getOrDefault(previous + ' ' + word, 0);
            }
            previous = word;
            i = wordEnd;
        }
        return meanings;
    }

    /// A word ends at what is no letter, and before the capital of `camelCase`.
    private static int wordEnd(String name, int start, int end) {
        int i = start + 1;
        while (i < end && Character.isLetter(name.charAt(i))) {
            if (Character.isUpperCase(name.charAt(i)) && Character.isLowerCase(name.charAt(i - 1))) {
                break;
            }
            i++;
        }
        return i;
    }
}
