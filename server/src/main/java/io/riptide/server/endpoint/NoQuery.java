package io.riptide.server.endpoint;

import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Endpoint;
import io.riptide.server.route.Request;

/// Refuses what somebody says in the query of a request whose path or body says it all: it would have no effect.
final class NoQuery {
    private NoQuery() {}

    /// `endpoint`, which sees no request that is answered with that.
    static Endpoint before(Endpoint endpoint) {
        return request -> {
            if (!isRefused(request)) {
                endpoint.handle(request);
            }
        };
    }

    /// Whether `request` is answered with that.
    static boolean isRefused(Request request) {
        if (request.head().query().isEmpty()) {
            return false;
        }
        try {
            QueryFields query = new QueryFields(request.query(), new Faults());
            query.finish();
            query.faults().throwIfAny();
            return false;
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return true;
        }
    }
}
