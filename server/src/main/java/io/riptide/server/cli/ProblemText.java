package io.riptide.server.cli;

import io.riptide.server.cli.view.Printable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Why a server said no.
final class ProblemText {
    private ProblemText() {}

    /// What an `application/problem+json` says, each fault on a line of its own, behind a colon; nothing for any
    /// other body.
    static String of(String body) {
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            var text = new StringBuilder();
            String said = problem.path("detail").asString(problem.path("title").asString(""));
            if (!said.isEmpty()) {
                text.append(": ").append(said);
            }
            for (JsonNode error : problem.path("errors")) {
                text.append("\n  ").append(error.path("pointer").asString(""));
                text.append(": ").append(error.path("detail").asString(""));
            }
            return Printable.text(text.toString());
        } catch (JacksonException _) {
            // Not from a Riptide, then; the status has to do.
            return "";
        }
    }
}
