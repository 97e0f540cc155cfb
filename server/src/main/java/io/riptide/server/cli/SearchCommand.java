package io.riptide.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `riptide search`: has a server look for pages, and prints each as it arrives.
@Command(
        name = "search",
        description = "Searches through a server, printing hits at once and each page as it arrives.",
        footer = {
            "",
            "Provider local finds what the server has crawled. Without --server it asks",
            "http://127.0.0.1:8080 and, if none runs there, starts one for itself, which",
            "knows only what search.index-directory holds."
        })
final class SearchCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "QUERY", arity = "1..*", description = "What to look for.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "Pages at most, 1 to 50.")
    private @Nullable Integer limit;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Who is asked: local, searxng, serper, urls; may be repeated.")
    private List<String> providers = new ArrayList<>();

    @Option(names = "--hits-only", description = "Does not fetch the pages.")
    private boolean isHitsOnly;

    @Mixin
    private WorkOptions work = new WorkOptions();

    SearchCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("query", String.join(" ", words));
        if (limit != null) {
            body.put("limit", limit);
        }
        if (!providers.isEmpty()) {
            providers.forEach(body.putArray("providers")::add);
        }
        if (isHitsOnly) {
            body.put("include_content", false);
        }
        return work.run(environment, "/deepsearch/stream", body);
    }
}
