/// Turns a fetched page's bytes into the `document` of the wire contract; the only package that knows the HTML
/// parser.
///
/// **Start here:** [Extractor] is the seam, [JsoupExtractor] the one implementation, [DocumentJson] what a
/// client gets.
@NullMarked
package io.riptide.server.crawl.extract;

import org.jspecify.annotations.NullMarked;
