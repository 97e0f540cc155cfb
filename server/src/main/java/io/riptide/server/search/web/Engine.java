package io.riptide.server.search.web;

import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchQuery;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One search engine's way of being asked and of answering.
public interface Engine {
    /// As requests and events name it.
    String name();

    /// What to look at when it does not let us in, to follow the status.
    String hintForRefusal();

    /// The request for `query`, without bounds.
    FetchRequest request(SearchQuery query);

    /// A request that costs nothing; whatever is answered, somebody is there.
    FetchRequest probe();

    /// What `answer` found.
    ///
    /// @throws UnexpectedAnswerException when that is none of this engine's
    List<SearchHit> hits(JsonNode answer) throws UnexpectedAnswerException;

    /// What `answer`, which has found nothing, says that it could not do, for people; empty where it just found
    /// nothing.
    default String excuse(JsonNode answer) {
        return "";
    }
}
