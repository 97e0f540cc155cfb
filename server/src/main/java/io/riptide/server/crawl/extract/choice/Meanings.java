package io.riptide.server.crawl.extract.choice;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter.FilterResult;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/// What an element's names mean where it stands.
///
/// An `id` is often made of a heading's own text, and a class inside code tells what a word is in its language:
/// both may be words of [Vocabulary] and say nothing about a part of the page.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** looks at [#STEPS_MAX] elements for a heading, at [#NUMBERS_CHARS_MAX] characters for numbers.
final class Meanings {
    private static final int STEPS_MAX = 4;
    private static final int NUMBERS_CHARS_MAX = 20_000;

    private final Vocabulary vocabulary = new Vocabulary();

    /// The meanings of `element`, as bits of [Vocabulary].
    int of(Element element, String tag, boolean isInCode) {
        int named = vocabulary.meanings(element.className(), "");
        if (isInCode) {
            return isLineNumbers(element, named) ? Vocabulary.MARK : 0;
        }
        String id = element.id();
        int identified = id.isEmpty() ? 0 : vocabulary.meanings("", id);
        int meanings = identified == 0 || isSlug(element, tag, id) ? named : named | identified;
        return isMark(element, tag, named) ? meanings | Vocabulary.MARK : meanings;
    }

    /// Whether `id` is made of the heading that it is, or that its section begins with.
    private static boolean isSlug(Element element, String tag, String id) {
        if (Visibility.isHeading(element)) {
            return true;
        }
        boolean isSection = tag.equals("section") || tag.equals("div");
        Element heading = isSection ? firstHeading(element) : null;
        return heading != null && letters(heading.text()).equals(letters(id));
    }

    private static @Nullable Element firstHeading(Element section) {
        Element next = section.firstElementChild();
        for (int i = 0; i < STEPS_MAX && next != null; i++) {
            if (Visibility.isHeading(next)) {
                return next;
            }
            Element inside = next.firstElementChild();
            next = inside == null ? next.nextElementSibling() : inside;
        }
        return null;
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        text.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static boolean isMark(Element element, String tag, int named) {
        return switch (tag) {
            case "a" -> Visibility.isHeading(element.parent()) && isPermalink(element);
            case "span" -> (named & Vocabulary.GLYPHS) != 0 && isBesideFormula(element);
            case "mjx-math" -> isBesideFormula(element);
            case "td", "pre" -> isLineNumbers(element, named);
            default -> false;
        };
    }

    /// A link of a heading to itself, as documentation has for its readers to copy.
    private static boolean isPermalink(Element link) {
        if (!link.attr("href").startsWith("#")) {
            return false;
        }
        return switch (link.text().strip()) {
            case "\u00b6", "#", "\u00a7", "\ud83d\udd17" -> true;
            default -> false;
        };
    }

    private static boolean isBesideFormula(Element glyphs) {
        return isFormula(glyphs.previousElementSibling()) || isFormula(glyphs.nextElementSibling());
    }

    private static boolean isFormula(@Nullable Element element) {
        Element inside = element == null ? null : element.firstElementChild();
        return inside != null && inside.nameIs("math");
    }

    private static boolean isLineNumbers(Element element, int named) {
        return (named & Vocabulary.LINE_NUMBERS) != 0 && holdsNumbers(element);
    }

    private static boolean holdsNumbers(Element element) {
        int[] charsLeft = {NUMBERS_CHARS_MAX};
        FilterResult end = NodeTraversor.filter(
                (node, _) -> node instanceof TextNode text && !isNumbers(text.getWholeText(), charsLeft)
                        ? FilterResult.STOP
                        : FilterResult.CONTINUE,
                element);
        return end != FilterResult.STOP;
    }

    private static boolean isNumbers(String text, int[] charsLeft) {
        charsLeft[0] -= text.length();
        return charsLeft[0] >= 0 && text.chars().allMatch(Meanings::isOfNumbers);
    }

    private static boolean isOfNumbers(int c) {
        return (c >= '0' && c <= '9') || c <= ' ' || c == '\u00a0' || c == '.' || c == ':' || c == '|';
    }
}
