package io.riptide.server.crawl.gate;

/// How a page is to be read: `gate_decision` of a result.
public enum GateDecision {
    /// Its HTML is enough.
    RAW("raw"),
    /// Its HTML may be enough; what else the HTML holds is looked at first.
    PROBES_FIRST("probes_first"),
    /// Its HTML is not enough; a browser would be needed.
    HEADLESS("headless");

    private final String wireName;

    GateDecision(String wireName) {
        this.wireName = wireName;
    }

    /// The decision as the wire contract names it.
    public String wireName() {
        return wireName;
    }
}
