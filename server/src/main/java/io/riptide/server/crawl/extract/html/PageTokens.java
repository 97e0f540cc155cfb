package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.deadline.Deadline;
import io.riptide.server.crawl.extract.html.Names.Name;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/// Reads a page's bytes as tags and texts. Of a multi-byte text no byte that means something here is ever a part of a
/// longer character, or the page is none for this parser.
///
/// - **Threading:** one page, one thread.
/// - **Ownership:** borrows the bytes.
/// - **Source:** HTML, 13.2.5.
final class PageTokens {
    private static final int NAME_END = 1;
    private static final int SPACE = 2;
    private static final int ATTRIBUTE_END = 4;
    private static final int UNUSUAL = 8;
    private static final int VALUE_END = 16;
    private static final int ATTRIBUTES_MAX = 64;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < CLASSES.length; c++) {
            boolean isSpace = Spaces.isSpace((char) c);
            boolean endsName = isSpace || c == '/' || c == '>';
            boolean isUnusual = c == 0 || c > 0x7E;
            CLASSES[c] = (byte) ((isSpace ? SPACE | VALUE_END : 0)
                    | (endsName ? NAME_END | ATTRIBUTE_END : 0)
                    | (c == '=' ? ATTRIBUTE_END : 0)
                    | (c == '>' ? VALUE_END : 0)
                    | (isUnusual ? UNUSUAL : 0));
        }
    }

    private final byte[] bytes;
    private final int end;
    private final Charset charset;
    private final Deadline.Stage stage;
    private final ByteSearch search;
    private final TreeConstruction tree;
    private int at;
    private boolean isSelfClosing;
    private boolean hasCapitals;

    /// Reads from `from` to `end` until `stage` is over.
    PageTokens(byte[] bytes, int from, int end, Charset charset, Deadline.Stage stage, TreeConstruction tree) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.charset = charset;
        this.stage = stage;
        this.tree = tree;
        search = new ByteSearch(bytes);
    }

    /// Gives all tags and texts to the tree, and says how many bytes they were.
    int readAll() {
        while (at < end && !stage.isOver()) {
            if (bytes[at] == '<' && isMarkup(at)) {
                markup();
            } else {
                text();
            }
        }
        tree.finish();
        if (search.hasNull()) {
            throw UnusualMarkup.of("NUL");
        }
        return at;
    }

    /// Whether the `<` at `index` begins something, and is no character.
    private boolean isMarkup(int index) {
        if (index + 1 >= end) {
            return false;
        }
        byte next = bytes[index + 1];
        return isLetter(next) || next == '/' || next == '!' || next == '?';
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private void text() {
        int from = at;
        boolean isPlain = true;
        do {
            at = search.find('<', bytes[at] == '<' ? at + 1 : at, end);
            isPlain &= search.isPlain();
        } while (at < end && !isMarkup(at));
        tree.text(string(from, at, isPlain, false));
    }

    // The deprecated constructor copies bytes as they are, which for ASCII is what is wanted.
    @SuppressWarnings("deprecation")
    private String string(int from, int to, boolean isPlain, boolean isAttribute) {
        if (isPlain) {
            return from == to ? "" : new String(bytes, 0, from, to - from);
        }
        return CharacterReferences.resolve(new String(bytes, from, to - from, charset), isAttribute);
    }

    private String raw(int from, int to) {
        return new String(bytes, from, to - from, charset);
    }

    private void markup() {
        byte next = bytes[at + 1];
        if (next == '/') {
            endTag();
        } else if (next == '!') {
            declaration();
        } else if (next == '?') {
            bogusComment(at + 1);
        } else {
            startTag();
        }
    }

    private void declaration() {
        int from = at + 2;
        if (startsWith(from, "--")) {
            comment(from + 2);
        } else if (startsWith(from, "doctype")) {
            doctype();
        } else if (startsWith(from, "[cdata[")) {
            throw UnusualMarkup.of("CDATA");
        } else {
            bogusComment(from);
        }
    }

    private boolean startsWith(int index, String lower) {
        if (index + lower.length() > end) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            byte b = bytes[index + i];
            if ((isLetter(b) ? b | ' ' : b) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int requireFound(int index) {
        if (index >= end) {
            throw UnusualMarkup.of("end within markup");
        }
        return index;
    }

    private void bogusComment(int from) {
        int close = requireFound(search.find('>', from, end));
        tree.comment(raw(from, close));
        at = close + 1;
    }

    private void comment(int from) {
        if (startsWith(from, ">") || startsWith(from, "->")) {
            throw UnusualMarkup.of("comment that ends at once");
        }
        int close = from - 1;
        int text;
        do {
            close = requireFound(search.find('>', close + 1, end));
            text = commentEnd(from, close);
        } while (text < 0);
        tree.comment(raw(from, text));
        at = close + 1;
    }

    /// Where the comment's text ends if it does at the `>` at `close`, or -1.
    private int commentEnd(int from, int close) {
        int text = bytes[close - 1] == '!' ? close - 3 : close - 2;
        return text >= from && bytes[text] == '-' && bytes[text + 1] == '-' ? text : -1;
    }

    private void doctype() {
        int close = requireFound(search.find('>', at, end));
        String written = raw(at, close + 1);
        at = close + 1;
        if (!tree.takesDoctype()) {
            return;
        }
        if (written.toLowerCase(Locale.ROOT).equals("<!doctype html>")) {
            tree.doctype(new DocumentType("html", "", ""), false);
            return;
        }
        Document document = Parser.htmlParser().parseInput(written, "");
        DocumentType type = document.documentType();
        if (type == null) {
            throw UnusualMarkup.of("document type");
        }
        type.remove();
        tree.doctype(type, document.quirksMode() == Document.QuirksMode.quirks);
    }

    private void endTag() {
        at += 2;
        if (at >= end || !isLetter(bytes[at])) {
            throw UnusualMarkup.of("end tag without a name");
        }
        Name name = name(NAME_END);
        if (bytes[at] == '>') {
            at++;
        } else {
            attributes(Vocabulary.HTML);
        }
        tree.end(name);
    }

    /// The name that begins here, up to a byte of one of `classes`.
    private Name name(int classes) {
        int from = at;
        int hash = 0;
        int i = from;
        while (i < end && (CLASSES[bytes[i] & 0xFF] & (classes | UNUSUAL)) == 0) {
            hash = Names.hash(hash, bytes[i++]);
        }
        if (i >= end || i == from || (CLASSES[bytes[i] & 0xFF] & UNUSUAL) != 0) {
            throw UnusualMarkup.of("character in a name");
        }
        at = i;
        return Names.of(bytes, from, i, hash);
    }

    private void startTag() {
        at++;
        Name name = name(NAME_END);
        isSelfClosing = false;
        hasCapitals = false;
        Attributes attributes = null;
        if (bytes[at] == '>') {
            at++;
        } else {
            attributes = attributes(tree.attributesOf(name));
        }
        Content content = tree.start(new StartTag(name, attributes, isSelfClosing, hasCapitals));
        switch (content) {
            case MARKUP -> {}
            case PREFORMATTED -> skipLineEnd();
            case TEXT_AREA -> {
                skipLineEnd();
                content(name, Content.REFERENCES);
            }
            case REFERENCES, RAW, SCRIPT -> content(name, content);
        }
    }

    private void skipLineEnd() {
        if (startsWith(at, "\r\n")) {
            at++;
        }
        if (startsWith(at, "\n")) {
            at++;
        }
    }

    /// The attributes of a tag, up to and with its `>`.
    private @Nullable Attributes attributes(Vocabulary vocabulary) {
        Attributes attributes = null;
        while (true) {
            skipSpaces();
            byte b = bytes[at];
            if (b == '>') {
                at++;
                return attributes;
            }
            if (b == '/') {
                at++;
                isSelfClosing = requireFound(at) == at && bytes[at] == '>';
                continue;
            }
            Name name = name(ATTRIBUTE_END);
            hasCapitals |= name.hasCapitals();
            String value = value();
            if (attributes == null) {
                attributes = new Attributes();
            }
            String key = vocabulary.attribute(name.lower());
            if (!attributes.hasKey(key)) {
                if (attributes.size() >= ATTRIBUTES_MAX) {
                    throw UnusualMarkup.of("many attributes");
                }
                attributes.add(key, value);
            }
        }
    }

    private void skipSpaces() {
        while (at < end && (CLASSES[bytes[at] & 0xFF] & SPACE) != 0) {
            at++;
        }
        requireFound(at);
    }

    /// The value behind a name, or none.
    private @Nullable String value() {
        skipSpaces();
        if (bytes[at] != '=') {
            return null;
        }
        at++;
        skipSpaces();
        byte quote = bytes[at];
        if (quote == '"' || quote == '\'') {
            int from = at + 1;
            int close = requireFound(search.find((char) quote, from, end));
            at = close + 1;
            requireFound(at);
            return string(from, close, search.isPlain(), true);
        }
        return quote == '>' ? null : unquoted();
    }

    private String unquoted() {
        int from = at;
        boolean isPlain = true;
        while (at < end && (CLASSES[bytes[at] & 0xFF] & VALUE_END) == 0) {
            byte b = bytes[at++];
            isPlain &= b > 0 && b != '&';
            if (b == 0) {
                throw UnusualMarkup.of("NUL");
            }
        }
        requireFound(at);
        return string(from, at, isPlain, true);
    }

    /// The content of an element whose only markup is its end tag.
    private void content(Name name, Content content) {
        int from = at;
        boolean isPlain = true;
        boolean isEscaped = false;
        int close = from;
        while (true) {
            close = requireFound(search.find('<', close, end));
            isPlain &= search.isPlain();
            if (startsWith(close + 1, "/") && isNamed(close + 2, name.lower())) {
                break;
            }
            isEscaped |= startsWith(close, "<!--");
            if (content == Content.SCRIPT && isEscaped && startsWith(close + 1, "script")) {
                throw UnusualMarkup.of("script in a script's comment");
            }
            close++;
        }
        tree.content(
                content == Content.REFERENCES ? string(from, close, isPlain, false) : rawString(from, close, isPlain));
        at = close + 2 + name.lower().length();
        attributes(Vocabulary.HTML);
    }

    private String rawString(int from, int to, boolean isPlain) {
        return isPlain ? string(from, to, true, false) : raw(from, to);
    }

    private boolean isNamed(int index, String lower) {
        int behind = index + lower.length();
        return startsWith(index, lower) && behind < end && (CLASSES[bytes[behind] & 0xFF] & NAME_END) != 0;
    }
}
