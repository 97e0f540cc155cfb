package io.riptide.server.crawl.gate;

/// What a decision is made of: the page's own signals, and its host, for how its pages turned out so far.
public record GateInput(String host, GateSignals signals) {}
