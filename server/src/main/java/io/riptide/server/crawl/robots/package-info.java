/// What sites ask of robots.
///
/// **Start here:** [RobotsGate].
@NullMarked
package io.riptide.server.crawl.robots;

import org.jspecify.annotations.NullMarked;
