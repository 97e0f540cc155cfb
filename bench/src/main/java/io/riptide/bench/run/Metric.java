package io.riptide.bench.run;

/// What is timed.
public enum Metric {
    /// From the start of a request to the first byte behind the answer's head.
    FIRST_BYTE(0, "first byte"),

    /// From the start of a request to its first whole event.
    FIRST_EVENT(1, "first event"),

    /// From the start of a request to the end of its answer.
    ANSWER(2, "whole answer"),

    /// From when an event was to be made by its schedule to the end of the `read` that brought it: a source
    /// that was held up counts.
    EVENT(3, "event"),

    /// From the event's `ts` to the end of the `read` that brought it.
    EVENT_AGE(4, "event age");

    private final int index;
    private final String label;

    Metric(int index, String label) {
        this.index = index;
        this.label = label;
    }

    /// Its place in arrays that have one for each metric.
    int index() {
        return index;
    }

    /// As reports call it.
    public String label() {
        return label;
    }
}
