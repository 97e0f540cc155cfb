package io.riptide.server.route;

import java.util.Map;

/// What the router found.
public sealed interface Route {
    /// Someone answers here.
    ///
    /// @param name the route's pattern, for figures
    record Found(Endpoint endpoint, String name, Map<String, String> parameters) implements Route {}

    /// The path is known, the method not.
    record OtherMethods(String allowed) implements Route {}

    /// The path is not known.
    record NoSuchPath() implements Route {}
}
