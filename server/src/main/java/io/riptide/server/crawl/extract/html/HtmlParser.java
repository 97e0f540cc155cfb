package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.deadline.Deadline;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/// Makes of a page's bytes the tree that jsoup makes of them, in less than half of its time, or gives way.
///
/// jsoup reads characters one by one into tokens; this one takes names, values and texts from the bytes as they lie
/// there. What pages are made of has its rules here, wrong nesting included. What one page in forty has (elements
/// before their table, markup within SVG's texts, names that are no ASCII) has not: such a page is left to jsoup from
/// its first byte, so that there is one answer to what a page is.
///
/// - **Threading:** any, many at once.
/// - **Ownership:** borrows the bytes.
/// - **Bounds:** linear in the page, but for what crosses ([Adoption]); [#DEPTH_MAX] elements deep.
/// - **Failure:** no tree, and nothing thrown, for what is left to jsoup.
/// - **Source:** HTML, 13.2, with jsoup's deviations.
public final class HtmlParser {
    /// How many elements deep a page's tree may be; what nests deeper is put beside its parent.
    public static final int DEPTH_MAX = 512;

    /// All bytes below 0x80 are ASCII in these, alone or beside others.
    private static final List<String> CHARSETS = List.of("US-ASCII", "windows-125", "ISO-8859-", "KOI8-");

    private HtmlParser() {}

    /// A page's tree.
    ///
    /// @param chars how many characters it was made of
    public record Parsed(Document document, int chars) {}

    /// The tree of the page between `from` and `end`, as far as it could be read until `stage` was over.
    public static Optional<Parsed> parse(byte[] bytes, int from, int end, Charset charset, Deadline.Stage stage) {
        boolean isUtf8 = charset.equals(StandardCharsets.UTF_8);
        if (!isUtf8 && CHARSETS.stream().noneMatch(charset.name()::startsWith)) {
            return Optional.empty();
        }
        PageTree tree = new PageTree(Parser.htmlParser().setMaxDepth(DEPTH_MAX));
        try {
            PageTokens tokens = new PageTokens(bytes, from, end, charset, stage, new TreeConstruction(tree));
            int read = tokens.readAll();
            return Optional.of(
                    new Parsed(tree.document(), isUtf8 ? ByteSearch.utf8Chars(bytes, from, read) : read - from));
        } catch (UnusualMarkup left) {
            return Optional.empty();
        }
    }
}
