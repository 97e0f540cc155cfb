package io.riptide.server.crawl.extract.html;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The list of active formatting elements: those that go on in the next paragraph when one ends without them.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** as the parser that this one follows, no more than [#REOPENED_MAX] are opened again at once.
/// - **Source:** HTML, 13.2.4.3.
final class FormattingElements {
    static final int REOPENED_MAX = 12;
    private static final int EQUAL_MAX = 3;

    /// @param element none for a marker, above which the list begins anew
    private record Entry(@Nullable Element element, ElementKind kind) {}

    private static final Entry MARKER = new Entry(null, ElementKind.UNKNOWN);

    private final List<Entry> entries = new ArrayList<>();

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    @Nullable
    Element elementAt(int index) {
        return entries.get(index).element;
    }

    ElementKind kindAt(int index) {
        return entries.get(index).kind;
    }

    void mark() {
        entries.add(MARKER);
    }

    void clearToMarker() {
        while (!entries.isEmpty() && entries.removeLast().element != null) {
            // Each is gone by being asked for.
        }
    }

    /// Adds an element; of three that are the same the first goes.
    void push(Element element, ElementKind kind) {
        dropFirstOfThree(element, kind);
        entries.add(new Entry(element, kind));
    }

    private void dropFirstOfThree(Element element, ElementKind kind) {
        int equal = 0;
        int last = entries.size() - 1;
        for (int i = last; i >= Math.max(0, last - REOPENED_MAX); i--) {
            Element other = entries.get(i).element;
            if (other == null) {
                return;
            }
            if (entries.get(i).kind == kind && other.attributes().equals(element.attributes())) {
                equal++;
            }
            if (equal == EQUAL_MAX) {
                entries.remove(i);
                return;
            }
        }
    }

    void insert(int index, Element element, ElementKind kind) {
        dropFirstOfThree(element, kind);
        entries.add(Math.min(index, entries.size()), new Entry(element, kind));
    }

    void replace(int index, Element element) {
        entries.set(index, new Entry(element, entries.get(index).kind));
    }

    void remove(Element element) {
        int index = indexOf(element);
        if (index >= 0) {
            entries.remove(index);
        }
    }

    /// Where `element` is, or -1.
    int indexOf(Element element) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (element.equals(entries.get(i).element)) {
                return i;
            }
        }
        return -1;
    }

    /// The last one of `kind` above the last marker.
    @Nullable
    Element last(ElementKind kind) {
        for (int i = entries.size() - 1; i >= 0 && entries.get(i).element != null; i--) {
            if (entries.get(i).kind == kind) {
                return entries.get(i).element;
            }
        }
        return null;
    }
}
