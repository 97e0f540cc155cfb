package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.deadline.Deadline;
import io.riptide.server.crawl.extract.html.HtmlParser;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Optional;

/// The characters of a page.
///
/// A parser reads them from the bytes: a text of all of them would be made for nothing, and takes longer where
/// not all are Latin, since the JDK decodes ASCII fast only up to the first that is something else, in each
/// piece.
///
/// - **Ownership:** borrows the page's bytes.
///
/// @param charset how its bytes are to be read; what is malformed becomes U+FFFD
/// @param markBytes length of its byte order mark, which is none of its characters
record PageText(PageSource page, Charset charset, int markBytes) {
    /// Its tree, where the quick parser has one.
    Optional<HtmlParser.Parsed> html(Deadline.Stage stage) {
        int from = page.offset() + markBytes;
        return HtmlParser.parse(page.body(), from, page.offset() + page.length(), charset, stage);
    }

    /// From the first character on.
    Reader reader() {
        return new InputStreamReader(
                new ByteArrayInputStream(page.body(), page.offset() + markBytes, page.length() - markBytes), charset);
    }

    /// All of it.
    String whole() {
        return new String(page.body(), page.offset() + markBytes, page.length() - markBytes, charset);
    }
}
