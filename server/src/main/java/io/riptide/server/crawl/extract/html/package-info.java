/// Reads HTML pages into jsoup's trees, the quick way where there is one.
///
/// **Start here:** [HtmlParser]; [PageTokens] reads tags and texts and [TreeConstruction] says what each does, by the
/// rules of where it is.
@NullMarked
package io.riptide.server.crawl.extract.html;

import org.jspecify.annotations.NullMarked;
