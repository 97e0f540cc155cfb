package io.riptide.server.crawl;

import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.Permit;
import io.riptide.server.crawl.schedule.Standby;
import io.riptide.server.crawl.url.WebUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A worker's right to fetch and read, one of as many as pages may be under way.
///
/// A page that has begun and must wait keeps its thread, on whose stack is all it has so far: its redirects,
/// tries, timings, and the time it has left. Its seat goes to another worker meanwhile. It comes back as a
/// [Comeback] in the run's own queue of its host: whose turn that is leaves it seat and place, and ends. So
/// never more threads fetch or read than there are seats, and each host is asked in one order.
///
/// - **Threading:** one thread's own.
final class Seat implements Standby {
    private static final int LEFT = -1;

    private final Crew crew;
    private final Frontier frontier;
    private final FetchScheduler scheduler;
    private int number;

    /// Whether its page waits, or has done so and ended without a seat.
    private boolean isAside;

    Seat(Crew crew, Frontier frontier, FetchScheduler scheduler, int number) {
        this.crew = crew;
        this.frontier = frontier;
        this.scheduler = scheduler;
        this.number = number;
    }

    /// Whether its thread has it; else the thread waits, or ends with its page.
    boolean isTaken() {
        return number != LEFT;
    }

    int number() {
        assert isTaken();
        return number;
    }

    @Override
    public void begin() {
        if (isTaken() && crew.replace(number)) {
            number = LEFT;
            isAside = true;
        }
    }

    boolean isAside() {
        return isAside;
    }

    @Override
    public @Nullable Permit awaitPlace(WebUrl url, long untilNs) throws InterruptedException {
        if (isTaken()) {
            Permit free = scheduler.tryPlace(url);
            if (free != null) {
                return free;
            }
            begin();
        }
        // Where too many wait already, it does so in its seat, and in a line of its own: nobody might be left to
        // take its turn.
        return isTaken() ? scheduler.await(url, untilNs) : comeBack(url, untilNs);
    }

    private @Nullable Permit comeBack(WebUrl url, long untilNs) throws InterruptedException {
        Comeback comeback = new Comeback();
        frontier.resume(comeback, url);
        try {
            Optional<Comeback.Handover> handover = comeback.await(untilNs);
            if (handover.isEmpty()) {
                return null;
            }
            number = handover.get().seat();
            isAside = false;
            crew.cameBack();
            return handover.get().permit();
        } finally {
            frontier.forget(comeback);
        }
    }

    /// Leaves this seat and `permit` to a page that waits for both, if it still does.
    void leaveTo(Comeback page, Permit permit) {
        int left = number();
        // Not ours from the moment it is offered.
        if (page.offer(new Comeback.Handover(left, permit))) {
            number = LEFT;
        } else {
            permit.close();
        }
    }
}
