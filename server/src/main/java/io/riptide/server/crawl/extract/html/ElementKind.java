package io.riptide.server.crawl.extract.html;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.parser.Tag;
import org.jspecify.annotations.Nullable;

/// An element's name as far as the rules of parsing tell names apart.
///
/// - **Threading:** any; never changes.
/// - **Source:** HTML, 13.2.4.2 (scopes, categories) and 13.2.6 (tree construction).
final class ElementKind {
    static final int SCOPE = 1;
    static final int LIST_SCOPE = 1 << 1;
    static final int BUTTON_SCOPE = 1 << 2;
    static final int TABLE_SCOPE = 1 << 3;
    static final int IMPLIED_END = 1 << 4;
    static final int SPECIAL = 1 << 5;
    static final int HEADING = 1 << 6;
    static final int FORM_LISTED = 1 << 7;
    static final int TABLE_PART = 1 << 8;
    static final int VOID = 1 << 9;
    static final int BREAKOUT = 1 << 10;
    static final int FOREIGN = 1 << 11;
    /// What is in it is HTML again.
    static final int INTEGRATION_POINT = 1 << 12;

    /// What a start tag of this name does in a body.
    enum Start {
        A,
        APPLET,
        BODY,
        BUTTON,
        DATA_LIST_ITEM,
        DROPPED,
        FORM,
        FORMATTING,
        HEAD_VOID,
        HEADING,
        HTML,
        LIST_ITEM,
        MATH,
        NO_BREAK,
        NOSCRIPT,
        OPTION,
        ORDINARY,
        PARAGRAPH_CLOSER,
        PARAGRAPH_CLOSING_VOID,
        PREFORMATTED,
        RAW,
        REFERENCES,
        RUBY_BASE,
        RUBY_TEXT,
        SCRIPT,
        SELECT,
        SVG,
        TABLE,
        TEMPLATE,
        UNUSUAL,
        VOID,
        VOID_MEDIA
    }

    /// What an end tag of this name does in a body.
    enum End {
        APPLET,
        BLOCK,
        BODY,
        BREAK,
        DATA_LIST_ITEM,
        FORM,
        FORMATTING,
        HEADING,
        HTML,
        LIST_ITEM,
        OTHER,
        PARAGRAPH,
        TEMPLATE
    }

    private static final Map<String, ElementKind> KNOWN = new HashMap<>();

    static final ElementKind UNKNOWN = new ElementKind("", null, Start.ORDINARY, End.OTHER, 0);
    static final ElementKind SVG_ELEMENT = new ElementKind("", null, Start.ORDINARY, End.OTHER, FOREIGN);
    static final ElementKind SVG_POINT =
            new ElementKind("", null, Start.ORDINARY, End.OTHER, FOREIGN | SCOPE | SPECIAL | INTEGRATION_POINT);
    static final ElementKind MATH_ELEMENT = new ElementKind("", null, Start.ORDINARY, End.OTHER, FOREIGN);
    static final ElementKind MATH_POINT =
            new ElementKind("", null, Start.ORDINARY, End.OTHER, FOREIGN | SCOPE | SPECIAL | INTEGRATION_POINT);

    static {
        starts(Start.A, End.FORMATTING, 0, "a");
        starts(Start.APPLET, End.APPLET, SCOPE | SPECIAL, "applet marquee object");
        starts(Start.BODY, End.BODY, SPECIAL, "body");
        starts(Start.BUTTON, End.BLOCK, SPECIAL | BUTTON_SCOPE, "button");
        starts(Start.DATA_LIST_ITEM, End.DATA_LIST_ITEM, SPECIAL | IMPLIED_END, "dd dt");
        starts(Start.DROPPED, End.OTHER, SPECIAL | VOID, "col frame");
        starts(Start.DROPPED, End.OTHER, SPECIAL, "colgroup head");
        starts(Start.DROPPED, End.OTHER, SPECIAL | SCOPE, "caption td th");
        starts(Start.DROPPED, End.OTHER, SPECIAL | TABLE_PART, "tbody tfoot thead tr");
        starts(Start.FORM, End.FORM, SPECIAL, "form");
        starts(Start.FORMATTING, End.FORMATTING, 0, "b big code em font i s small strike strong tt u");
        starts(Start.NO_BREAK, End.FORMATTING, 0, "nobr");
        starts(Start.HEAD_VOID, End.OTHER, SPECIAL | VOID, "base basefont bgsound link meta");
        starts(Start.HEADING, End.HEADING, SPECIAL | HEADING, "h1 h2 h3 h4 h5 h6");
        starts(Start.HTML, End.HTML, SPECIAL | SCOPE | TABLE_SCOPE, "html");
        starts(Start.UNUSUAL, End.OTHER, 0, "image plaintext");
        starts(Start.UNUSUAL, End.OTHER, SPECIAL, "frameset");
        starts(Start.TEMPLATE, End.TEMPLATE, SPECIAL | SCOPE | TABLE_SCOPE, "template");
        starts(Start.LIST_ITEM, End.LIST_ITEM, SPECIAL | IMPLIED_END, "li");
        starts(Start.MATH, End.OTHER, 0, "math");
        starts(Start.NOSCRIPT, End.OTHER, SPECIAL, "noscript");
        starts(Start.OPTION, End.OTHER, IMPLIED_END, "optgroup option");
        starts(
                Start.ORDINARY,
                End.OTHER,
                0,
                "abbr acronym audio bdi bdo canvas cite data datalist del dfn ins kbd label legend map mark meter"
                        + " picture progress q ruby samp slot span sub sup time var video");
        starts(Start.ORDINARY, End.OTHER, FORM_LISTED, "output");
        starts(
                Start.PARAGRAPH_CLOSER,
                End.BLOCK,
                SPECIAL,
                "address article aside blockquote center details dir div dl figcaption figure footer header hgroup main"
                        + " menu nav search section summary");
        starts(Start.PARAGRAPH_CLOSER, End.BLOCK, 0, "dialog");
        starts(Start.PARAGRAPH_CLOSER, End.BLOCK, SPECIAL | FORM_LISTED, "fieldset");
        starts(Start.PARAGRAPH_CLOSER, End.BLOCK, SPECIAL | LIST_SCOPE, "ol ul");
        starts(Start.PARAGRAPH_CLOSER, End.PARAGRAPH, SPECIAL | IMPLIED_END, "p");
        starts(Start.PARAGRAPH_CLOSING_VOID, End.OTHER, SPECIAL | VOID, "hr");
        starts(Start.PREFORMATTED, End.BLOCK, SPECIAL, "listing pre");
        starts(Start.RAW, End.OTHER, SPECIAL, "iframe noembed noframes style xmp");
        starts(Start.REFERENCES, End.OTHER, SPECIAL, "title");
        starts(Start.REFERENCES, End.OTHER, SPECIAL | FORM_LISTED, "textarea");
        starts(Start.RUBY_BASE, End.OTHER, IMPLIED_END, "rb rtc");
        starts(Start.RUBY_TEXT, End.OTHER, IMPLIED_END, "rp rt");
        starts(Start.SCRIPT, End.OTHER, SPECIAL, "script");
        starts(Start.SELECT, End.OTHER, SPECIAL | SCOPE | FORM_LISTED, "select");
        starts(Start.SVG, End.OTHER, 0, "svg");
        starts(Start.TABLE, End.OTHER, SPECIAL | SCOPE | TABLE_SCOPE | TABLE_PART, "table");
        starts(Start.VOID, End.OTHER, SPECIAL | VOID, "area embed img keygen wbr");
        starts(Start.VOID, End.OTHER, SPECIAL | VOID | FORM_LISTED, "input");
        starts(Start.VOID, End.BREAK, SPECIAL | VOID, "br");
        starts(Start.VOID_MEDIA, End.OTHER, SPECIAL | VOID, "param source track");
        starts(Start.UNUSUAL, End.OTHER, 0, "command device menuitem");
        for (String name :
                words("b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i"
                        + " img li listing menu meta nobr ol p pre ruby s small span strike strong sub sup table tt u ul var"
                        + " font")) {
            ElementKind kind = of(name);
            put(name, kind.start, kind.end, kind.traits | BREAKOUT);
        }
    }

    static final ElementKind BODY = of("body");
    static final ElementKind BUTTON = of("button");
    static final ElementKind CAPTION = of("caption");
    static final ElementKind COLUMN_GROUP = of("colgroup");
    static final ElementKind FORM = of("form");
    static final ElementKind HEAD = of("head");
    static final ElementKind HTML = of("html");
    static final ElementKind LIST_ITEM = of("li");
    static final ElementKind NOSCRIPT = of("noscript");
    static final ElementKind OPTION = of("option");
    static final ElementKind OPTION_GROUP = of("optgroup");
    static final ElementKind PARAGRAPH = of("p");
    static final ElementKind ROW = of("tr");
    static final ElementKind RUBY = of("ruby");
    static final ElementKind RUBY_TEXTS = of("rtc");
    static final ElementKind SELECT = of("select");
    static final ElementKind TABLE = of("table");
    static final ElementKind TABLE_BODY = of("tbody");
    static final ElementKind TABLE_CELL = of("td");
    static final ElementKind TABLE_FOOT = of("tfoot");
    static final ElementKind TABLE_HEAD = of("thead");
    static final ElementKind TABLE_HEAD_CELL = of("th");
    static final ElementKind TEMPLATE = of("template");

    private final String name;
    private final @Nullable Tag tag;
    private final Start start;
    private final End end;
    private final int traits;

    private ElementKind(String name, @Nullable Tag tag, Start start, End end, int traits) {
        this.name = name;
        this.tag = tag;
        this.start = start;
        this.end = end;
        this.traits = traits;
    }

    private static void starts(Start start, End end, int traits, String names) {
        for (String name : words(names)) {
            put(name, start, end, traits);
        }
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    private static void put(String name, Start start, End end, int traits) {
        KNOWN.put(name, new ElementKind(name, Tag.valueOf(name), start, end, traits));
    }

    /// The kind of HTML elements named `name`, in lower case; [#UNKNOWN] for names without a rule of their own.
    static ElementKind of(String name) {
        return KNOWN.getOrDefault(name, UNKNOWN);
    }

    /// Its name; empty for those that share a kind.
    String name() {
        return name;
    }

    /// The parser's own tag, or none where many names share a kind.
    @Nullable
    Tag tag() {
        return tag;
    }

    Start start() {
        return start;
    }

    End end() {
        return end;
    }

    boolean is(int trait) {
        return (traits & trait) != 0;
    }

    boolean isCell() {
        return this == TABLE_CELL || this == TABLE_HEAD_CELL;
    }

    boolean isTableSection() {
        return this == TABLE_BODY || this == TABLE_FOOT || this == TABLE_HEAD;
    }

    /// Whether nothing is ever closed beyond it: `html`, `template`.
    boolean isRoot() {
        return this == HTML || this == TEMPLATE;
    }

    /// Whether a cell or a caption ends where it begins: `caption`, `col`, `colgroup`, `tbody`, `td` and so on.
    boolean endsCell() {
        return start == Start.DROPPED && this != HEAD && !name.equals("frame");
    }
}
