package io.riptide.bench.run;

/// What is timed.
public enum Metric {
    /// From the start of a request to the first byte behind the answer's head.
    FIRST_BYTE("first byte"),

    /// From the start of a request to its first whole event.
    FIRST_EVENT("first event"),

    /// From the start of a request to the end of its answer.
    ANSWER("whole answer"),

    /// From when an event was to be made by its schedule to the end of the `read` that brought it: a source that
    /// was held up counts.
    EVENT("event"),

    /// From the event's `ts` to the end of the `read` that brought it.
    EVENT_AGE("event age");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /// As reports call it.
    public String label() {
        return label;
    }
}
