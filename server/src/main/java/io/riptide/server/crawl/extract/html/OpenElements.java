package io.riptide.server.crawl.extract.html;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The stack of open elements.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** [HtmlParser#DEPTH_MAX] elements; a page that nests deeper is none for this parser.
/// - **Source:** HTML, 13.2.4.2.
final class OpenElements {
    private static final int DEPTH_USUAL = 64;

    private @Nullable Element[] elements = new Element[DEPTH_USUAL];
    private ElementKind[] kinds = new ElementKind[DEPTH_USUAL];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Element current() {
        return at(size - 1);
    }

    ElementKind currentKind() {
        return kinds[size - 1];
    }

    Element at(int index) {
        return Objects.requireNonNull(elements[index]);
    }

    ElementKind kindAt(int index) {
        return kinds[index];
    }

    void push(Element element, ElementKind kind) {
        if (size >= HtmlParser.DEPTH_MAX - 1) {
            throw UnusualMarkup.of("too deep");
        }
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size * 2);
            kinds = Arrays.copyOf(kinds, size * 2);
        }
        elements[size] = element;
        kinds[size++] = kind;
    }

    void pop() {
        elements[--size] = null;
    }

    void popTo(int newSize) {
        while (size > newSize) {
            pop();
        }
    }

    /// Down to one that `isWanted`, which stays.
    void popUntil(Predicate<ElementKind> isWanted) {
        while (!isWanted.test(currentKind())) {
            pop();
        }
    }

    /// Up to and including the last one of `kind`.
    void close(ElementKind kind) {
        while (size > 0 && currentKind() != kind) {
            pop();
        }
        if (size > 0) {
            pop();
        }
    }

    /// Up to and including the last one with `trait`.
    void closeFirstWith(int trait) {
        while (size > 0 && !currentKind().is(trait)) {
            pop();
        }
        if (size > 0) {
            pop();
        }
    }

    void remove(Element element) {
        int index = indexOf(element);
        if (index >= 0) {
            System.arraycopy(elements, index + 1, elements, index, size - index - 1);
            System.arraycopy(kinds, index + 1, kinds, index, size - index - 1);
            pop();
        }
    }

    void insert(int index, Element element, ElementKind kind) {
        push(element, kind);
        System.arraycopy(elements, index, elements, index + 1, size - index - 1);
        System.arraycopy(kinds, index, kinds, index + 1, size - index - 1);
        elements[index] = element;
        kinds[index] = kind;
    }

    void replace(int index, Element element) {
        elements[index] = element;
    }

    /// Where `element` is, or -1.
    int indexOf(Element element) {
        for (int i = size - 1; i >= 0; i--) {
            if (element.equals(elements[i])) {
                return i;
            }
        }
        return -1;
    }

    /// Where the last one of `kind` is, or -1.
    int lastIndexOf(ElementKind kind) {
        for (int i = size - 1; i >= 0; i--) {
            if (kinds[i] == kind) {
                return i;
            }
        }
        return -1;
    }

    boolean has(ElementKind kind) {
        return lastIndexOf(kind) >= 0;
    }

    /// Whether one of `kind` is above all elements with a trait of `bounds`.
    boolean hasInScope(ElementKind kind, int bounds) {
        for (int i = size - 1; i >= 0; i--) {
            if (kinds[i] == kind) {
                return true;
            }
            if (kinds[i].is(bounds)) {
                return false;
            }
        }
        return false;
    }

    boolean hasInScope(ElementKind kind) {
        return hasInScope(kind, ElementKind.SCOPE);
    }

    boolean hasInButtonScope(ElementKind kind) {
        return hasInScope(kind, ElementKind.SCOPE | ElementKind.BUTTON_SCOPE);
    }

    boolean hasInTableScope(ElementKind kind) {
        return hasInScope(kind, ElementKind.TABLE_SCOPE);
    }

    boolean hasHeadingInScope() {
        for (int i = size - 1; i >= 0; i--) {
            if (kinds[i].is(ElementKind.HEADING)) {
                return true;
            }
            if (kinds[i].is(ElementKind.SCOPE)) {
                return false;
            }
        }
        return false;
    }

    /// Closes what needs no end tag, up to one of `except`.
    void closeImplied(@Nullable ElementKind except) {
        while (size > 0 && currentKind().is(ElementKind.IMPLIED_END) && currentKind() != except) {
            pop();
        }
    }
}
