/// A small web site of our own, so that a first crawl needs no network and harms nobody's server.
///
/// **Start here:** [DemoSite].
@NullMarked
package io.riptide.server.demo;

import org.jspecify.annotations.NullMarked;
