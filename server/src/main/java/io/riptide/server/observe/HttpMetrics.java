package io.riptide.server.observe;

import java.util.concurrent.atomic.LongAdder;

/// Answers by the class of their status.
///
/// - **Threading:** any thread.
public final class HttpMetrics {
    private static final int CLASS_MIN = 1;
    private static final int CLASS_MAX = 5;
    private static final int INTERNAL_ERROR = 500;

    private final LongAdder[] byClass = new LongAdder[CLASS_MAX + 1];
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /// Everything at zero.
    public HttpMetrics() {
        for (int i = 0; i <= CLASS_MAX; i++) {
            byClass[i] = new LongAdder();
        }
    }

    /// Counts an answer.
    void answered(int status) {
        int statusClass = status / 100;
        assert statusClass >= CLASS_MIN && statusClass <= CLASS_MAX : status;
        byClass[statusClass].increment();
        if (status == INTERNAL_ERROR) {
            failed.increment();
        }
    }

    /// Counts an answer by which the server refused to do something it could do at another time.
    void refusedForNow() {
        refused.increment();
    }

    /// Answers by which the server refused, for now, what it was asked for.
    public long refused() {
        return refused.sum();
    }

    /// Answers whose status begins with this digit.
    public long answers(int statusClass) {
        return byClass[statusClass].sum();
    }

    /// Answers of any status.
    public long answers() {
        long sum = 0;
        for (LongAdder adder : byClass) {
            sum += adder.sum();
        }
        return sum;
    }

    /// Answers with 500: bugs of ours, other than refusals, which are no failures.
    public long failed() {
        return failed.sum();
    }
}
