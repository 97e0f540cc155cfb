/// Judges whether a page's HTML is enough, looks for its content elsewhere in the HTML where it may not be, and
/// says so where only a browser could help.
///
/// **Start here:** [Gate] decides, [GateSignals] is what it looks at, [Probes] what it tries before giving up.
@NullMarked
package io.riptide.server.crawl.gate;

import org.jspecify.annotations.NullMarked;
