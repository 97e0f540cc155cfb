package io.riptide.server.crawl.gate;

/// Where a page's content was found that its visible text is not.
public sealed interface ProbeResult {
    /// Where it was found.
    Probe probe();

    /// The content itself, as HTML that can be extracted in place of the page's.
    ///
    /// @param html a whole small page
    /// @param chars visible characters of what was found
    record Content(Probe probe, String html, int chars) implements ProbeResult {}

    /// Another URL that has it.
    ///
    /// @param reference as the page has it, to be resolved against the page's URL
    record Elsewhere(Probe probe, String reference) implements ProbeResult {}

    /// The places that are looked at, the surest first.
    enum Probe {
        /// `articleBody` of JSON-LD.
        JSON_LD("json_ld"),
        /// What readers without scripts are shown.
        NOSCRIPT("noscript"),
        /// The state that a script would render.
        STATE("state"),
        /// Where the page sends its reader.
        REFRESH("refresh"),
        /// The page's version for AMP.
        AMP("amp"),
        /// The page in another type: Markdown, plain text.
        ALTERNATE("alternate");

        private final String wireName;

        Probe(String wireName) {
            this.wireName = wireName;
        }

        /// The place, for logs and results.
        public String wireName() {
            return wireName;
        }
    }
}
