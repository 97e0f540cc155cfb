package io.riptide.server.crawl.extract;

/// Looks at a parsed page before its content is chosen.
///
/// - **Threading:** as the extraction.
@FunctionalInterface
public interface PageJudge {
    /// Finds nothing to say.
    PageJudge NONE = _ -> Verdict.AS_IS;

    /// What becomes of `page`, which is lent.
    Verdict judge(org.jsoup.nodes.Document page);

    /// What is to be read.
    ///
    /// @param better HTML to read in place of the page; empty for the page itself
    /// @param refusal why there is nothing to read, for people; empty when there is
    record Verdict(String better, String refusal) {
        /// The page itself is read.
        public static final Verdict AS_IS = new Verdict("", "");
    }
}
