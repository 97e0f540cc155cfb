package io.riptide.server.crawl.extract.choice;

import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.select.NodeTraversor;

/// The visible elements of a page in document order, each with how much of what lies inside it.
///
/// An element is a number here, its place in that order, so that what lies inside `i` are the numbers from `i +
/// 1` to `end(i)`, exclusive. Amounts are characters without white space.
///
/// What the markup hides is not visible, with one exception: a page whose hidden parts hold more prose than all
/// that is visible waits for its script to show them. Then they count as visible, and [#revealed] names them.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** one pass over the page, two where something is revealed; 45 bytes an element.
final class Outline {
    /// A run of text of so many characters outside links is prose.
    static final int PROSE_CHARS_MIN = 60;

    /// Less hidden prose than this is a hint or a form's message.
    private static final int REVEALED_PROSE_MIN = 400;

    private Element[] elements = new Element[512];
    private int[] parents = new int[512];
    private int[] ends = new int[512];
    private int[] meanings = new int[512];
    private int[] chars = new int[512];
    private int[] linkChars = new int[512];
    private int[] prose = new int[512];
    private int[] links = new int[512];
    private final Set<Element> revealed;
    private int size;
    private int prices;
    private int hiddenChars;

    Outline(Set<Element> revealed) {
        this.revealed = revealed;
    }

    static Outline of(Element body, Deadline.Stage stage) {
        OutlinePass pass = new OutlinePass(new Outline(Set.of()), stage);
        NodeTraversor.filter(pass, body);
        Set<Element> waiting = waiting(pass);
        if (waiting.isEmpty()) {
            return pass.outline();
        }
        OutlinePass second = new OutlinePass(new Outline(waiting), stage);
        NodeTraversor.filter(second, body);
        return second.outline();
    }

    /// The hidden parts that a script would show: one that holds as much prose as all that is visible, or all
    /// of them that hold any, where together they hold twice as much.
    private static Set<Element> waiting(OutlinePass pass) {
        int visible = pass.outline().prose(0);
        int all = pass.hiddenParts().stream()
                .mapToInt(OutlinePass.HiddenPart::prose)
                .sum();
        boolean isPageHidden = all >= REVEALED_PROSE_MIN && all >= 2 * visible;
        Set<Element> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
        for (OutlinePass.HiddenPart part : pass.hiddenParts()) {
            boolean isPage = part.prose() >= REVEALED_PROSE_MIN && part.prose() >= visible;
            if (isPage || (isPageHidden && part.prose() > 0)) {
                waiting.add(part.root());
            }
        }
        return waiting;
    }

    /// Adds an element that is open until [#close].
    int open(Element element, int parent, int meaning) {
        if (size == elements.length) {
            grow(size * 2);
        }
        elements[size] = element;
        parents[size] = parent;
        meanings[size] = meaning;
        return size++;
    }

    void close(int i, int chars, int linkChars, int prose, int links) {
        this.chars[i] = chars;
        this.linkChars[i] = linkChars;
        this.prose[i] = prose;
        this.links[i] = links;
        ends[i] = size;
    }

    void addPrice() {
        prices++;
    }

    void addHidden(int chars) {
        hiddenChars += chars;
    }

    private void grow(int capacity) {
        elements = Arrays.copyOf(elements, capacity);
        parents = Arrays.copyOf(parents, capacity);
        ends = Arrays.copyOf(ends, capacity);
        meanings = Arrays.copyOf(meanings, capacity);
        chars = Arrays.copyOf(chars, capacity);
        linkChars = Arrays.copyOf(linkChars, capacity);
        prose = Arrays.copyOf(prose, capacity);
        links = Arrays.copyOf(links, capacity);
    }

    int size() {
        return size;
    }

    Element element(int i) {
        return elements[i];
    }

    int parent(int i) {
        return parents[i];
    }

    int end(int i) {
        return ends[i];
    }

    /// What the element's names mean, as bits of [Vocabulary].
    int meanings(int i) {
        return meanings[i];
    }

    int chars(int i) {
        return chars[i];
    }

    int linkChars(int i) {
        return linkChars[i];
    }

    int prose(int i) {
        return prose[i];
    }

    int links(int i) {
        return links[i];
    }

    /// Texts with a sign of currency.
    int prices() {
        return prices;
    }

    /// Characters that the markup hides and that were not revealed.
    int hiddenChars() {
        return hiddenChars;
    }

    Set<Element> revealed() {
        return revealed;
    }
}
