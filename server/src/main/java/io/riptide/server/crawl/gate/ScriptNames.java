package io.riptide.server.crawl.gate;

import java.util.List;

/// Names that a script is searched for, all of which begin alike.
///
/// Scripts are half of many pages and more, and an expression that tries each alternative at each character
/// took as long as to parse the page. What all names begin with is found by the JDK's own search, some bytes
/// at a time.
///
/// @param beginning what each name begins with
/// @param rests what they go on with
record ScriptNames(String beginning, List<String> rests) {
    ScriptNames(String beginning, String... rests) {
        this(beginning, List.of(rests));
    }

    /// Index after the first name in `script` from `from` to `end`, or -1.
    int endOfNext(String script, int from, int end) {
        int at = script.indexOf(beginning, from, end);
        while (at >= 0) {
            int restAt = at + beginning.length();
            for (String rest : rests) {
                if (script.startsWith(rest, restAt) && restAt + rest.length() <= end) {
                    return restAt + rest.length();
                }
            }
            at = script.indexOf(beginning, at + 1, end);
        }
        return -1;
    }

    /// Whether a name is in the first `end` characters of `script`.
    boolean isIn(String script, int end) {
        return endOfNext(script, 0, end) >= 0;
    }
}
