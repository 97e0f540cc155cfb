/// The time that one page may take, and what to do when it is over.
///
/// **Start here:** [Deadline], of which each stage of the work gets its share.
@NullMarked
package io.riptide.server.crawl.extract.deadline;

import org.jspecify.annotations.NullMarked;
