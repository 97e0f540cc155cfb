package io.riptide.server.endpoint;

import io.riptide.protocol.OnEventLoop;
import io.riptide.server.route.Router;
import io.riptide.server.websocket.Commands;
import io.riptide.server.websocket.WebSockets;

/// `/ws`: one socket for everything, that of clients who want topics and runs and maybe no crawl.
@OnEventLoop
public final class SocketEndpoint {
    private final WebSockets sockets;
    private final Commands commands;

    /// Takes these commands, and those that need no work: topics, runs, flow control.
    public SocketEndpoint(WebSockets sockets, Commands commands) {
        this.sockets = sockets;
        this.commands = commands;
    }

    /// Adds the route.
    public void addTo(Router router) {
        router.add("GET", "/ws", NoQuery.before(request -> sockets.upgradeToCommands(request, commands)));
    }
}
