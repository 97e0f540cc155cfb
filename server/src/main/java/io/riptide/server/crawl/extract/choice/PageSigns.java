package io.riptide.server.crawl.extract.choice;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/// What on a page speaks for one [Genre] or another: what it declares, the types of schema.org it names, its
/// address, and what there is much of.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** at most [#TYPES_MAX] types are kept.
public final class PageSigns {
    private static final int TYPES_MAX = 200;
    private static final int LABEL_CHARS_MAX = 40;
    private static final List<String> BUYING = List.of("add to cart", "add to bag", "add to basket", "buy now");

    private final Address address;
    private final Set<String> types = new HashSet<>();
    private int buyButtons;
    private int codeBlocks;
    private int articles;
    private String openGraphType = "";
    private String generator = "";
    private boolean isDated;
    private boolean hasItems;

    /// Signs of the page at `url`.
    public PageSigns(String url) {
        address = Address.of(url);
    }

    /// The page names a type of schema.org, as a word or an address.
    public void type(String name) {
        if (types.size() < TYPES_MAX) {
            types.add(name.substring(name.lastIndexOf('/') + 1));
        }
    }

    /// What the page's head declares; empty where it does not.
    public void declared(String openGraphType, String generator, boolean isDated) {
        this.openGraphType = openGraphType.strip().toLowerCase(Locale.ROOT);
        this.generator = generator.strip().toLowerCase(Locale.ROOT);
        this.isDated = isDated;
    }

    /// Looks at one more element of the page.
    public void see(Element element) {
        switch (element.normalName()) {
            case "pre" -> codeBlocks++;
            case "article" -> articles++;
            case "button", "input" -> buyButtons += isToBuy(element) ? 1 : 0;
            default -> {}
        }
        if (element.attributesSize() > 0 && element.hasAttr("itemtype")) {
            type(element.attr("itemtype").strip());
            hasItems = true;
        }
    }

    /// Whether an element seen so far says of which type of schema.org it is.
    public boolean hasItems() {
        return hasItems;
    }

    private static boolean isToBuy(Element button) {
        String label = (button.nameIs("input") ? button.attr("value") : button.text());
        return label.length() <= LABEL_CHARS_MAX && BUYING.stream().anyMatch(label.toLowerCase(Locale.ROOT)::contains);
    }

    Address address() {
        return address;
    }

    boolean hasType(Set<String> wanted) {
        return types.stream().anyMatch(wanted::contains);
    }

    boolean isMadeBy(Set<String> generators) {
        return generators.stream().anyMatch(generator::startsWith);
    }

    String openGraphType() {
        return openGraphType;
    }

    boolean isDated() {
        return isDated;
    }

    int buyButtons() {
        return buyButtons;
    }

    int codeBlocks() {
        return codeBlocks;
    }

    int articles() {
        return articles;
    }
}
