package io.riptide.server.config;

/// When a page's own HTML is enough, and when it would take a browser.
public record GateConfig(double rawMin, double headlessMax, int spaMarkers) {

    static GateConfig read(ConfigReader in) {
        return new GateConfig(
                in.share("gate.raw-min", "0.7", "A page that scores this or more is extracted from its HTML as it is."),
                in.share("gate.headless-max", "0.3", "A page that scores this or less would need a browser."),
                in.integer(
                        "gate.spa-markers",
                        3,
                        1,
                        100,
                        "A page with so many marks of a client-side application would need a browser, whatever it"
                                + " scores."));
    }
}
