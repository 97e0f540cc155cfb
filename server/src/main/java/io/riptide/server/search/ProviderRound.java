package io.riptide.server.search;

import io.riptide.engine.run.Threads;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.provider.SearchQuery;
import io.riptide.server.search.provider.SearchReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks several providers at once, and gives out their answers as they come.
///
/// - **Threading:** one thread takes answers; each provider is asked on a virtual thread of its own.
/// - **Bounds:** one answer a provider.
final class ProviderRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderRound.class);

    /// What a provider said, and how long that took.
    record Answer(String provider, SearchReply reply, long tookNs) {}

    private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<Thread> asking = new ArrayList<>();
    private int outstanding;

    /// Begins to ask `providers` for `query`.
    ProviderRound(List<SearchProvider> providers, SearchQuery query, long deadlineNs) {
        outstanding = providers.size();
        for (SearchProvider provider : providers) {
            asking.add(
                    Thread.ofVirtual().name("search-" + provider.name()).start(() -> ask(provider, query, deadlineNs)));
        }
    }

    /// Whether there are answers yet to come.
    boolean hasNext() {
        return outstanding > 0;
    }

    /// The next answer, when it is there.
    Answer next() throws InterruptedException {
        Answer answer = answers.take();
        outstanding--;
        return answer;
    }

    private void ask(SearchProvider provider, SearchQuery query, long deadlineNs) {
        long startNs = System.nanoTime();
        SearchReply reply;
        try {
            reply = provider.search(query, deadlineNs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of this thread: nobody waits for the answer any more
            return;
        } catch (RuntimeException e) {
            LOG.warn("provider {} failed", provider.name(), e);
            reply = new SearchReply.Failed("internal", provider.name() + " failed; the log has the details", false);
        }
        answers.add(new Answer(provider.name(), reply, System.nanoTime() - startNs));
    }

    /// Ends what is still being asked, and waits for that.
    @Override
    public void close() {
        Threads.end(asking);
    }
}
