package io.riptide.server.crawl.gate;

import io.riptide.server.config.GateConfig;
import java.util.Optional;
import org.jsoup.nodes.Document;

/// Decides how a page is to be read.
///
/// The score is a sum, from 0 to 1:
///
/// | part | adds at most | all of it for |
/// |---|---|---|
/// | visible text | 0.45 | a fifth of the markup, and 300 characters |
/// | paragraphs | 0.30 | ten of 80 characters or more; the first count most |
/// | `article` or `main` | 0.10 | one that holds text |
/// | Open Graph | 0.05 | a title or type |
/// | JSON-LD | 0.10 | an article, or another thing that a page is about |
/// | scripts | −0.20 | nothing but scripts; none of it below a third of the page |
/// | marks of a client-side application | −0.10 each | |
/// | what is known of the host | ±0.10 | all pages good, all pages bad |
///
/// `rawMin` or more is [GateDecision#RAW]; `headlessMax` or less, or `spaMarkers` marks, is
/// [GateDecision#HEADLESS]; between them lies [GateDecision#PROBES_FIRST].
///
/// - **Threading:** any thread.
/// - **Bounds:** one walk over the page, and one over its data scripts where it has to be probed.
public final class Gate {
    /// Why a page that only a browser could read is an error.
    static final String BROWSER_MISSING =
            "the page is an empty shell that scripts would fill, and no browser is configured";

    private static final double TEXT_WEIGHT = 0.45;
    private static final double TEXT_SHARE_AMPLE = 0.2;
    private static final double TEXT_CHARS_AMPLE = 300;
    private static final double PARAGRAPHS_WEIGHT = 0.3;
    private static final double PARAGRAPHS_AMPLE = 10;
    private static final double CONTAINER_WEIGHT = 0.1;
    private static final double OPEN_GRAPH_WEIGHT = 0.05;
    private static final double JSON_LD_WEIGHT = 0.1;
    private static final double SCRIPT_WEIGHT = 0.2;
    private static final double SCRIPT_SHARE_USUAL = 1 / 3.0;
    private static final double MARKER_WEIGHT = 0.1;
    private static final double PRIOR_WEIGHT = 0.2;

    private final GateConfig config;
    private final HostPriors priors = new HostPriors();

    /// A gate with these thresholds that knows nothing of any host yet.
    public Gate(GateConfig config) {
        this.config = config;
    }

    /// How the page is to be read.
    public GateDecision decide(GateInput input) {
        if (input.signals().spaMarkers() >= config.spaMarkers()) {
            return GateDecision.HEADLESS;
        }
        double score = score(input);
        if (score >= config.rawMin()) {
            return GateDecision.RAW;
        }
        return score <= config.headlessMax() ? GateDecision.HEADLESS : GateDecision.PROBES_FIRST;
    }

    /// Decides about a page, probes it where that could help, and refuses it where that gave no content.
    public GateReading read(String host, Document page) {
        GateSignals signals = GateSignals.of(page);
        GateDecision decision = decide(new GateInput(host, signals));
        if (decision == GateDecision.RAW) {
            return new GateReading(decision, signals, Optional.empty(), Optional.empty());
        }
        Optional<ProbeResult> better = Probes.find(page, signals.visibleChars());
        boolean isLost = decision == GateDecision.HEADLESS
                && signals.isEmptyShell()
                && !(better.orElse(null) instanceof ProbeResult.Content);
        return new GateReading(decision, signals, better, isLost ? Optional.of(BROWSER_MISSING) : Optional.empty());
    }

    /// Tells how a page of `host` turned out when read from its HTML, 0 for nothing found to 1 for all.
    public void learn(String host, double outcome) {
        priors.learn(host, Math.clamp(outcome, 0.0, 1.0));
    }

    /// From 0 to 1; the more, the surer it is that the HTML is enough.
    double score(GateInput input) {
        GateSignals page = input.signals();
        double textShare = Math.min(1, page.textShare() / TEXT_SHARE_AMPLE);
        double textAmount = Math.min(1, page.visibleChars() / TEXT_CHARS_AMPLE);
        double paragraphs = Math.min(1, Math.log1p(page.paragraphs()) / Math.log1p(PARAGRAPHS_AMPLE));
        double scripts = Math.max(0, page.scriptShare() - SCRIPT_SHARE_USUAL) / (1 - SCRIPT_SHARE_USUAL);
        double score = TEXT_WEIGHT * textShare * textAmount
                + PARAGRAPHS_WEIGHT * paragraphs
                + (page.hasContainer() ? CONTAINER_WEIGHT : 0)
                + (page.hasOpenGraph() ? OPEN_GRAPH_WEIGHT : 0)
                + (page.hasJsonLd() ? JSON_LD_WEIGHT : 0)
                - SCRIPT_WEIGHT * scripts
                - MARKER_WEIGHT * page.spaMarkers()
                + PRIOR_WEIGHT * (priors.of(input.host()) - HostPriors.UNKNOWN);
        return Math.clamp(score, 0.0, 1.0);
    }
}
