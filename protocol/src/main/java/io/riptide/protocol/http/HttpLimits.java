package io.riptide.protocol.http;

import java.util.concurrent.TimeUnit;

/// Everything a client may use up before it is refused.
///
/// A body's time grows with what has arrived of it: `bodyTimeoutNs`, and a second more for each
/// `bodyBytesPerSecondMin` received. So whoever keeps that rate is never cut off however large the body, and
/// whoever drips bytes to hold the connection is gone after little more than the time-out; a plain total would
/// have to fit the slowest honest upload.
///
/// - **Failure:** the constructor throws [IllegalArgumentException] with the name and the value that is out of
///   range.
/// - **Source:** RFC 9112, 2.3, 3, 5 and 7.1.1 ask for such limits without numbers.
///
/// @param requestLineBytesMax with its line end; beyond: 414
/// @param headBytesMax request line, fields and the empty line; beyond: 431
/// @param headFieldsMax field lines; beyond: 431
/// @param chunkExtensionBytesMax all chunk extensions of one body together; beyond: 400
/// @param trailerBytesMax all trailer fields of one body; beyond: 431
/// @param bodyBytesMax content of one request; beyond: 413
/// @param discardedBytesMax content nobody asked for that is read to keep the connection; beyond: it ends
/// @param pipelinedBytesMax read ahead while a request is being answered; one receive buffer more may come
/// @param bodyBytesPerSecondMin what extends a body's time by a second
/// @param headTimeoutNs from a head's first byte to its last; beyond: 408
/// @param bodyTimeoutNs see above; beyond: 408
/// @param idleTimeoutNs between requests; beyond: the connection ends without an answer
/// @param answerTimeoutNs without any byte of an answer taken by the peer; beyond: the connection ends
/// @param lingerTimeoutNs for the peer to take the last answer and end its side
public record HttpLimits(
        int requestLineBytesMax,
        int headBytesMax,
        int headFieldsMax,
        int chunkExtensionBytesMax,
        int trailerBytesMax,
        long bodyBytesMax,
        long discardedBytesMax,
        int pipelinedBytesMax,
        long bodyBytesPerSecondMin,
        long headTimeoutNs,
        long bodyTimeoutNs,
        long idleTimeoutNs,
        long answerTimeoutNs,
        long lingerTimeoutNs) {

    /// Refuses what could not work: nothing may be zero or negative, and a request line must fit the head.
    public HttpLimits {
        requirePositive("requestLineBytesMax", requestLineBytesMax);
        requirePositive("headBytesMax", headBytesMax);
        requirePositive("headFieldsMax", headFieldsMax);
        requirePositive("chunkExtensionBytesMax", chunkExtensionBytesMax);
        requirePositive("trailerBytesMax", trailerBytesMax);
        requirePositive("bodyBytesMax", bodyBytesMax);
        requirePositive("discardedBytesMax", discardedBytesMax);
        requirePositive("pipelinedBytesMax", pipelinedBytesMax);
        requirePositive("bodyBytesPerSecondMin", bodyBytesPerSecondMin);
        requirePositive("headTimeoutNs", headTimeoutNs);
        requirePositive("bodyTimeoutNs", bodyTimeoutNs);
        requirePositive("idleTimeoutNs", idleTimeoutNs);
        requirePositive("answerTimeoutNs", answerTimeoutNs);
        requirePositive("lingerTimeoutNs", lingerTimeoutNs);
        if (requestLineBytesMax >= headBytesMax) {
            throw new IllegalArgumentException(
                    "requestLineBytesMax=" + requestLineBytesMax + " must be less than headBytesMax=" + headBytesMax);
        }
        if (headBytesMax > 1 << 20) {
            throw new IllegalArgumentException("headBytesMax=" + headBytesMax + " must be at most 1048576");
        }
        if (bodyBytesMax > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "bodyBytesMax=" + bodyBytesMax + " must fit one buffer: at most " + Integer.MAX_VALUE / 2);
        }
    }

    /// What the server uses unless it is told otherwise.
    public static HttpLimits standard() {
        return new HttpLimits(
                8 * 1024,
                16 * 1024,
                100,
                16 * 1024,
                8 * 1024,
                10L * 1024 * 1024,
                64L * 1024,
                64 * 1024,
                16L * 1024,
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(30),
                TimeUnit.SECONDS.toNanos(75),
                TimeUnit.SECONDS.toNanos(60),
                TimeUnit.SECONDS.toNanos(5));
    }

    /// The same with other limits of a body.
    public HttpLimits withBody(long bytesMax, long discardedMax) {
        return new HttpLimits(
                requestLineBytesMax,
                headBytesMax,
                headFieldsMax,
                chunkExtensionBytesMax,
                trailerBytesMax,
                bytesMax,
                discardedMax,
                pipelinedBytesMax,
                bodyBytesPerSecondMin,
                headTimeoutNs,
                bodyTimeoutNs,
                idleTimeoutNs,
                answerTimeoutNs,
                lingerTimeoutNs);
    }

    /// The same with other times for the peer.
    public HttpLimits withTimeouts(long headNs, long bodyNs, long idleNs, long answerNs, long lingerNs) {
        return new HttpLimits(
                requestLineBytesMax,
                headBytesMax,
                headFieldsMax,
                chunkExtensionBytesMax,
                trailerBytesMax,
                bodyBytesMax,
                discardedBytesMax,
                pipelinedBytesMax,
                bodyBytesPerSecondMin,
                headNs,
                bodyNs,
                idleNs,
                answerNs,
                lingerNs);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + "=" + value + " must be positive");
        }
    }
}
