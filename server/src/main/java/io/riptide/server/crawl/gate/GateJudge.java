package io.riptide.server.crawl.gate;

import io.riptide.server.crawl.extract.PageJudge;
import java.util.Optional;
import org.jsoup.nodes.Document;

/// The gate's look at one page on its way to a document.
///
/// - **Threading:** one page, one thread.
public final class GateJudge implements PageJudge {
    private final Gate gate;
    private final String host;
    private final boolean mayRefuse;
    private GateDecision decision = GateDecision.RAW;
    private Optional<ProbeResult.Elsewhere> elsewhere = Optional.empty();

    /// A judge of one page of `host`.
    ///
    /// @param mayRefuse whether a page that only a browser could read is an error; else what is there is read
    public GateJudge(Gate gate, String host, boolean mayRefuse) {
        this.gate = gate;
        this.host = host;
        this.mayRefuse = mayRefuse;
    }

    @Override
    public Verdict judge(Document page) {
        GateReading reading = gate.read(host, page);
        decision = reading.decision();
        switch (reading.better().orElse(null)) {
            case ProbeResult.Content content -> {
                return new Verdict(content.html(), "");
            }
            case ProbeResult.Elsewhere there -> elsewhere = Optional.of(there);
            case null -> {}
        }
        return mayRefuse && reading.refusal().isPresent()
                ? new Verdict("", reading.refusal().get())
                : Verdict.AS_IS;
    }

    /// What was decided; [GateDecision#RAW] for what needs no decision, such as a PDF.
    public GateDecision decision() {
        return decision;
    }

    /// Where else the page says that its content is.
    public Optional<ProbeResult.Elsewhere> elsewhere() {
        return elsewhere;
    }

    /// Tells how the page turned out, 0 for nothing found to 1 for all.
    public void learn(double outcome) {
        gate.learn(host, outcome);
    }
}
