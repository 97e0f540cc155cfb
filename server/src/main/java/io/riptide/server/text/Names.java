package io.riptide.server.text;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Sets of names that are asked for every element of a page, several times.
public final class Names {
    private Names() {}

    /// A set of `names`, to be left as it is: [Set#of] divides at each look, and this one does not.
    public static Set<String> set(String... names) {
        return new HashSet<>(List.of(names));
    }
}
