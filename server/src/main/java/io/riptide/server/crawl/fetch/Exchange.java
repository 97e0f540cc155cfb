package io.riptide.server.crawl.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.riptide.server.crawl.fetch.ExchangeResult.Answer;
import io.riptide.server.crawl.fetch.ExchangeResult.Fault;
import io.riptide.server.crawl.fetch.PhaseClock.Phase;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.netty.request.NettyRequest;
import org.jspecify.annotations.Nullable;

/// One request on one connection, seen from both of its sides: the client library's callbacks drive it on the
/// event loop, and the fetching thread waits in [#await].
///
/// That waiting thread is the only timer. It sleeps until the end of the current phase or of the whole, and
/// whoever enters a new phase wakes it; so each phase has its own bound and nothing is scheduled anywhere.
///
/// The first of result, time-out and cancellation wins. Callbacks that come later change nothing and ask for
/// the connection to be closed.
///
/// - **Threading:** every field is guarded by `lock`; callbacks hold it while they decode a piece, which is
///   bounded.
/// - **Ownership:** borrows the buffers it is shown; frees its decoder when it ends, on whichever thread that
///   is.
/// - **Failure:** a [Fault] value.
final class Exchange implements AsyncHandler<Boolean> {
    /// Of a redirect's body this much is read, so that its connection can be kept; beyond it is closed.
    private static final int REDIRECT_BODY_BYTES_MAX = 16 * 1024;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final FetchRequest request;
    private final boolean isSecure;
    private final Egress egress;
    private final PhaseClock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private @Nullable ExchangeResult result;
    private @Nullable Channel channel;
    private @Nullable InetSocketAddress remoteAddress;
    private @Nullable BodyCollector body;
    private HeaderFields headers = HeaderFields.NONE;
    private boolean isPooled;
    private boolean isOffered;
    private boolean isRedirect;
    private int status;
    private long redirectBytes;
    private long progressNs;

    /// Of the body, decoded.
    private int takenBytes;

    private boolean isPaused;
    private long pausedSinceNs;
    private long pausedNs;

    /// @param isSecure whether this hop is https; the request's own address may not be
    Exchange(FetchRequest request, boolean isSecure, Egress egress, PhaseClock clock) {
        this.request = request;
        this.isSecure = isSecure;
        this.egress = egress;
        this.clock = clock;
    }

    // The fetching thread.

    /// Waits for the end, for at most as long as the phases and `totalEndNs` allow.
    ExchangeResult await(long totalEndNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (result == null) {
                long nowNs = System.nanoTime();
                long totalLeftNs = totalLeftNs(totalEndNs, nowNs);
                long phaseLeftNs = isPaused ? totalLeftNs : phaseEndNs() - nowNs;
                if (phaseLeftNs <= 0 || totalLeftNs <= 0) {
                    end(timeout(totalLeftNs <= 0));
                } else {
                    changed.awaitNanos(Math.min(phaseLeftNs, totalLeftNs));
                }
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /// To wait for memory is not the site's fault; only the end of the crawl ends it.
    private long totalLeftNs(long totalEndNs, long nowNs) {
        long waitedNs = pausedNs + (isPaused ? nowNs - pausedSinceNs : 0);
        long leftNs = totalEndNs - nowNs + waitedNs;
        return waitedNs == 0 ? leftNs : Math.min(leftNs, request.memory().untilNs() - nowNs);
    }

    /// Ends it from outside, if it has not ended.
    void abandon(Fault fault) {
        lock.lock();
        try {
            end(fault);
        } finally {
            lock.unlock();
        }
    }

    /// Whether the connection has been handed back, so that it must no longer be closed for this exchange's
    /// sake.
    boolean isOffered() {
        lock.lock();
        try {
            return isOffered;
        } finally {
            lock.unlock();
        }
    }

    private long phaseEndNs() {
        FetchLimits limits = request.limits();
        return switch (clock.phase()) {
            case QUEUE, DNS, START, CONNECT, TLS -> clock.sinceNs() + millis(limits.connectTimeoutMs());
            case FIRST_BYTE, HEAD -> clock.sinceNs() + millis(limits.firstByteTimeoutMs());
            case BODY -> progressNs + millis(limits.idleTimeoutMs());
        };
    }

    private Fault timeout(boolean isTotal) {
        String what = switch (clock.phase()) {
            case QUEUE, DNS, START, CONNECT -> "connecting" + egress.words();
            case TLS -> "the TLS handshake";
            case FIRST_BYTE -> "waiting for the first byte";
            case HEAD -> "reading the head of the answer";
            case BODY -> isPaused ? "waiting for memory for the body" : "reading the body";
        };
        boolean isConnecting = clock.phase().compareTo(Phase.TLS) < 0;
        return Fault.of(FailureKind.TIMEOUT, PageFetch.timeoutMessage(isTotal, what), true, status)
                .by(isConnecting ? egress.keptBy() : Culprit.SITE);
    }

    private static long millis(int value) {
        return TimeUnit.MILLISECONDS.toNanos(value);
    }

    // The connection.

    @Override
    public void onConnectionPooled(Channel pooled) {
        locked(() -> {
            isPooled = true;
            // Otherwise it is dead already, or leads to where this request would no longer go.
            egress.peer(pooled)
                    .filter(peer -> !(egress instanceof Egress.Forwarded) || egress.permits(peer))
                    .ifPresentOrElse(peer -> take(pooled, peer), () -> {
                        pooled.close(); // or the library would send the request nevertheless
                        end(staleFault());
                    });
        });
    }

    @Override
    public void onTcpConnectAttempt(InetSocketAddress address) {
        locked(() -> {
            if (clock.phase() != Phase.CONNECT) {
                enter(Phase.CONNECT);
            }
        });
    }

    @Override
    public void onTcpConnectSuccess(InetSocketAddress address, Channel connected) {
        locked(() -> {
            if (result != null) {
                connected.close(); // given up while it was being made; nobody else knows of it
                return;
            }
            // Making a TLS engine takes a while the first time, and is no part of connecting.
            enter(isSecure ? Phase.TLS : Phase.START);
            egress.peer(connected).ifPresentOrElse(peer -> take(connected, peer), () -> {
                connected.close();
                end(Fault.of(FailureKind.CONNECT, "the connection was closed at once", true));
            });
        });
    }

    /// The addresses were checked before they were dialled. Looking once more at whom we really reached costs
    /// nothing and does not depend on the client library.
    private void take(Channel taken, InetSocketAddress peer) {
        channel = taken;
        remoteAddress = peer;
        if (!egress.permits(peer)) {
            end(Fault.of(
                    FailureKind.BLOCKED_ADDRESS,
                    "connected to " + peer.getAddress().getHostAddress(),
                    false));
            return;
        }
        WireTapHandler.attach(taken, this);
    }

    @Override
    public void onRequestSend(NettyRequest sent) {
        locked(() -> enter(Phase.FIRST_BYTE));
    }

    /// From here on the connection is somebody else's, even if this exchange is only about to end.
    @Override
    public void onConnectionOffer(Channel offered) {
        locked(() -> {
            WireTapHandler.detach(offered);
            goOn();
            channel = null;
            isOffered = true;
        });
    }

    // The answer.

    void onWireBytes() {
        locked(() -> {
            if (clock.phase() == Phase.FIRST_BYTE) {
                enter(Phase.HEAD);
            }
        });
    }

    @Override
    public State onStatusReceived(HttpResponseStatus line) {
        return step(() -> {
            status = line.getStatusCode();
            if (status == SWITCHING_PROTOCOLS) {
                throw new BodyRefusedException(FailureKind.DECODE, "switches protocols although nobody asked");
            }
            if (status == PROXY_AUTHENTICATION_REQUIRED && egress instanceof Egress.Forwarded forwarded) {
                // No site may answer so to whom it has not been a proxy (RFC 9110, section 15.5.8).
                end(Faults.of(forwarded.proxy().loginRefused()).after(status, false));
                return;
            }
            progressNs = System.nanoTime();
            enter(Phase.BODY);
        });
    }

    @Override
    public State onHeadersReceived(HttpHeaders received) {
        return step(() -> {
            List<HeaderField> fields = new ArrayList<>(received.size());
            received.forEach(entry -> fields.add(new HeaderField(entry.getKey(), entry.getValue())));
            headers = new HeaderFields(fields);
            isRedirect = Redirects.isRedirect(status, headers);
            if (!isRedirect) {
                requireWanted();
                collector().announce(announcedBytes());
            }
        });
    }

    private void requireWanted() throws BodyRefusedException {
        String field = headers.first("content-type").orElse("");
        int end = field.indexOf(';');
        String mediaType = (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        boolean isSuccess = status >= 200 && status < 300;
        if (isSuccess && !request.wantsContentType().test(mediaType)) {
            throw new BodyRefusedException(
                    FailureKind.CONTENT_TYPE,
                    mediaType.isEmpty() ? "no content type" : "content type " + mediaType + " is not wanted");
        }
    }

    /// What the head says, for an early no; the codec has proved the field already, and the real count is made
    /// on the bytes.
    private long announcedBytes() {
        try {
            return headers.first("content-length")
                    .map(String::strip)
                    .map(Long::parseLong)
                    .orElse(-1L);
        } catch (NumberFormatException e) {
            return -1; // several equal values in one field, which the codec lets pass
        }
    }

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) {
        return step(() -> {
            progressNs = System.nanoTime();
            if (isRedirect) {
                redirectBytes += part.length();
                if (redirectBytes > REDIRECT_BODY_BYTES_MAX) {
                    end(answer(PageBody.EMPTY, false));
                }
            } else {
                add(part.getBodyByteBuf());
            }
        });
    }

    private void add(ByteBuf piece) throws BodyRefusedException {
        BodyCollector collected = collector();
        boolean isEnough = collected.add(piece);
        int addedBytes = collected.lengthBytes() - takenBytes;
        takenBytes = collected.lengthBytes();
        BodyShare.Verdict verdict = request.memory().take(addedBytes, this::resume);
        if (isEnough) {
            end(answer(collected.finish(), true));
        } else if (verdict == BodyShare.Verdict.REFUSED) {
            throw BodyRefusedException.forNow("there is no memory for this page beside all others for now");
        } else if (verdict == BodyShare.Verdict.WAIT && !isPaused) {
            isPaused = true;
            pausedSinceNs = System.nanoTime();
            PauseHandler.pause(Objects.requireNonNull(channel));
            changed.signalAll(); // another time counts now
        }
    }

    /// There is memory again.
    private void resume() {
        locked(() -> {
            goOn();
            changed.signalAll();
        });
    }

    private void goOn() {
        if (isPaused) {
            isPaused = false;
            progressNs = System.nanoTime();
            pausedNs += progressNs - pausedSinceNs;
            if (channel != null) {
                PauseHandler.resume(channel);
            }
        }
    }

    @Override
    public Boolean onCompleted() {
        step(() -> end(answer(isRedirect ? PageBody.EMPTY : collector().finish(), false)));
        return true;
    }

    @Override
    public void onThrowable(Throwable thrown) {
        locked(() -> {
            if (result == null) {
                Fault fault = Faults.of(thrown, clock.phase(), egress);
                end(fault.after(status, isStale(fault, thrown)));
            }
        });
    }

    // All of it, holding the lock.

    /// A new connection may do better: one by HTTP/1.1 where the site wants that, or in place of a kept one.
    /// A kept connection may have died meanwhile, or still hold the surplus of a body that was longer than it
    /// said, which then is read as the beginning of this answer.
    private boolean isStale(Fault fault, Throwable thrown) {
        boolean isDead = fault.kind() == FailureKind.CONNECT && clock.phase().compareTo(Phase.FIRST_BYTE) <= 0;
        boolean isOutOfStep = fault.kind() == FailureKind.DECODE && status == 0;
        boolean isOfTheConnection = isPooled && (isDead || isOutOfStep) && !Faults.isOfTheRequest(thrown);
        return isOfTheConnection || Faults.isForHttp11(thrown);
    }

    private static Fault staleFault() {
        return Fault.of(FailureKind.CONNECT, "the kept connection was closed", true)
                .after(0, true);
    }

    private BodyCollector collector() {
        if (body == null) {
            body = new BodyCollector(request.limits(), request.oversize(), headers.all("content-encoding"));
        }
        return body;
    }

    private Answer answer(PageBody bytes, boolean isTruncated) {
        long wireBytes = body == null ? redirectBytes : body.wireBytes();
        return new Answer(status, headers, bytes, isTruncated, wireBytes, Objects.requireNonNull(remoteAddress));
    }

    private void enter(Phase phase) {
        if (result == null) {
            clock.enter(phase, System.nanoTime());
            changed.signalAll();
        }
    }

    /// Sets the result once, frees what the body held, and closes a connection that still has bytes to come.
    private void end(ExchangeResult ended) {
        if (result != null) {
            return;
        }
        result = ended;
        changed.signalAll();
        if (body != null) {
            body.close();
            body = null;
        }
        if (ended instanceof Fault) {
            request.memory().giveBack(takenBytes);
            if (channel != null) {
                channel.close();
            }
        } else {
            request.memory().stopWaiting();
        }
    }

    /// A piece of work on an answer that may turn out to be unwanted.
    private interface Step {
        void run() throws BodyRefusedException;
    }

    private State step(Step work) {
        lock.lock();
        try {
            if (result == null) {
                work.run();
            }
            return result == null ? State.CONTINUE : State.ABORT;
        } catch (BodyRefusedException e) {
            end(Fault.of(e.kind(), String.valueOf(e.getMessage()), e.isRetryable(), status));
            return State.ABORT;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
