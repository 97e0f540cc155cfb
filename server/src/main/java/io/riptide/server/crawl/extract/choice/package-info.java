/// Decides which elements of a page are its content.
///
/// **Start here:** [ContentChoice], which decides; [Outline] is the one pass over the page that it rests on,
/// [Genre] what kinds of page it tells apart, [Policy] what it does differently for each.
@NullMarked
package io.riptide.server.crawl.extract.choice;

import org.jspecify.annotations.NullMarked;
