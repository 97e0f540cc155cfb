package io.riptide.server.input;

import io.riptide.server.request.QueryParameters;
import io.riptide.server.text.Spelling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The parameters of a query as [Fields]. A list is a parameter that is repeated.
public final class QueryFields implements Fields {
    private final QueryParameters query;
    private final Faults faults;
    private final Set<String> known = new HashSet<>();

    /// Reads `query`, noting faults in `faults`.
    public QueryFields(QueryParameters query, Faults faults) {
        this.query = query;
        this.faults = faults;
        for (String text : query.malformed()) {
            faults.add("?", "'" + Choices.shortened(text) + "' is not percent-encoded UTF-8");
        }
    }

    @Override
    public long integer(String name, long min, long max, long fallback) {
        String text = single(name, "");
        if (text.isEmpty() && !has(name)) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            faults.add(pointer(name), name + " must be a whole number, not '" + Choices.shortened(text) + "'");
            return fallback;
        }
        faults.add(pointer(name), name + " must be " + min + " to " + max + ", not " + text);
        return fallback;
    }

    @Override
    public boolean bool(String name, boolean fallback) {
        return choice(name, List.of("true", "false"), Boolean.toString(fallback))
                .equals("true");
    }

    @Override
    public String text(String name, int lengthMax, String fallback) {
        String text = single(name, fallback);
        if (text.length() > lengthMax) {
            faults.add(pointer(name), name + " has " + text.length() + " characters, at most " + lengthMax);
            return fallback;
        }
        return text;
    }

    @Override
    public String choice(String name, List<String> allowed, String fallback) {
        String text = single(name, fallback);
        if (!allowed.contains(text)) {
            faults.add(pointer(name), Choices.refusal(name, text, allowed));
            return fallback;
        }
        return text;
    }

    @Override
    public List<String> texts(String name, int countMax, int lengthMax, List<String> fallback) {
        known.add(name);
        List<String> given = query.all(name);
        if (given.isEmpty()) {
            return fallback;
        }
        if (given.size() > countMax) {
            faults.add(pointer(name), name + " is given " + given.size() + " times, at most " + countMax);
            return fallback;
        }
        for (String text : given) {
            if (text.length() > lengthMax) {
                faults.add(pointer(name), name + " has " + text.length() + " characters, at most " + lengthMax);
            }
        }
        return given;
    }

    @Override
    public boolean has(String name) {
        known.add(name);
        return query.names().contains(name);
    }

    @Override
    public String pointer(String name) {
        return "?" + name;
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public void finish() {
        for (String name : query.names()) {
            if (!known.contains(name)) {
                faults.add(
                        pointer(name),
                        "unknown parameter '" + Choices.shortened(name) + "'" + Spelling.suggestion(name, known));
            }
        }
    }

    private String single(String name, String fallback) {
        known.add(name);
        List<String> given = query.all(name);
        if (given.size() > 1) {
            faults.add(pointer(name), name + " is given " + given.size() + " times");
        }
        return given.isEmpty() ? fallback : given.getFirst();
    }
}
