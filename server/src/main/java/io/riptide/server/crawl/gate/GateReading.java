package io.riptide.server.crawl.gate;

import java.util.Optional;

/// What to do with a page.
///
/// @param decision what the gate decided
/// @param signals what it saw
/// @param better what the page holds instead of its visible text; only where the decision made it look
/// @param refusal the error's words for a page that is an empty shell and holds no other content; one that
///     names another URL, in `better`, has them too, for whoever does not go there
public record GateReading(
        GateDecision decision, GateSignals signals, Optional<ProbeResult> better, Optional<String> refusal) {}
