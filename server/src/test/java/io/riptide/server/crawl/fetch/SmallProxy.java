package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.config.ProxyAddress;
import io.riptide.server.config.ProxyAddress.Login;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A proxy, HTTP or SOCKS5, that writes down what it is asked for. Whatever host that is, it connects to
/// loopback.
final class SmallProxy implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ProxyAddress.Kind kind;
    private final Optional<Login> login;
    private final boolean takesIpv6;
    private final Queue<String> targets = new ConcurrentLinkedQueue<>();
    private final RawSite site;

    private SmallProxy(ProxyAddress.Kind kind, Optional<Login> login, boolean takesIpv6, int port) {
        this.takesIpv6 = takesIpv6;
        this.kind = kind;
        this.login = login;
        this.site = RawSite.at(port, kind == ProxyAddress.Kind.HTTP ? this::speakHttp : this::speakSocks);
    }

    /// @param login of the only user; empty lets everybody in
    static SmallProxy of(ProxyAddress.Kind kind, Optional<Login> login) {
        return new SmallProxy(kind, login, true, 0);
    }

    static SmallProxy of(ProxyAddress.Kind kind) {
        return of(kind, Optional.empty());
    }

    /// One that is back where another was.
    static SmallProxy at(int port, ProxyAddress.Kind kind) {
        return new SmallProxy(kind, Optional.empty(), true, port);
    }

    /// One that opens tunnels to IPv4 addresses only.
    static SmallProxy refusingIpv6(ProxyAddress.Kind kind) {
        return new SmallProxy(kind, Optional.empty(), false, 0);
    }

    /// Its address, with the login it wants.
    ProxyAddress address() {
        return address(login);
    }

    ProxyAddress address(Optional<Login> claimed) {
        return new ProxyAddress(kind, "127.0.0.1", site.port(), claimed);
    }

    /// What it was asked to connect to, `host:port` each, in order.
    List<String> targets() {
        return List.copyOf(targets);
    }

    /// The heads of requests made to the proxy itself.
    List<String> heads() {
        return site.heads();
    }

    int port() {
        return site.port();
    }

    int acceptedCount() {
        return site.acceptedCount();
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private void speakHttp(RawSite.Visitor client) throws IOException {
        String head = client.request();
        while (!head.isEmpty()) {
            if (!isAuthorized(head)) {
                client.answer("407 Who?\r\nProxy-Authenticate: Basic realm=\"small\"", "go away");
            } else if (head.startsWith("CONNECT ")) {
                String authority = head.split(" ", 3)[1];
                targets.add(authority);
                if (!takesIpv6 && authority.startsWith("[")) {
                    client.answer("502 No Route", "");
                    return;
                }
                client.say("HTTP/1.1 200 Tunnel\r\nVia: small\r\n\r\n");
                client.relay(LOOPBACK, Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1)));
                return;
            } else {
                forward(client, head);
            }
            head = client.request();
        }
    }

    private boolean isAuthorized(String head) {
        return login.map(known -> known.user() + ':' + known.password())
                .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .map(coded ->
                        head.toLowerCase(Locale.ROOT).contains("proxy-authorization: basic ") && head.contains(coded))
                .orElse(true);
    }

    /// Asks for one page on a connection of its own and keeps the client's.
    private void forward(RawSite.Visitor client, String head) throws IOException {
        String[] line = head.split(" ", 3);
        URI uri = URI.create(line[1]);
        targets.add(uri.getHost() + ':' + uri.getPort());
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery());
        String sent = line[0] + ' ' + path + ' ' + line[2].replaceAll("(?i)proxy-authorization:[^\r]*\r\n", "");
        try (Socket other = new Socket(LOOPBACK, uri.getPort())) {
            other.getOutputStream().write(sent.getBytes(ISO_8859_1));
            InputStream in = other.getInputStream();
            StringBuilder answer = new StringBuilder();
            while (!answer.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                answer.append((char) next);
            }
            client.say(answer.toString());
            String length = answer.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
            client.say(in.readNBytes(Integer.parseInt(length)));
        }
    }

    private void speakSocks(RawSite.Visitor client) throws IOException {
        byte[] greeting = client.read(2);
        byte[] methods = client.read(greeting[1]);
        int wanted = login.isPresent() ? 2 : 0;
        if (!HexFormat.of().formatHex(methods).contains("0" + wanted)) {
            client.say(new byte[] {5, (byte) 0xFF});
            return;
        }
        client.say(new byte[] {5, (byte) wanted});
        if (login.isPresent()) {
            client.read(1);
            Login claimed = new Login(text(client), text(client));
            boolean isKnown = login.get().equals(claimed);
            client.say(new byte[] {1, (byte) (isKnown ? 0 : 1)});
            if (!isKnown) {
                return;
            }
        }
        byte[] request = client.read(4);
        InetAddress address = InetAddress.getByAddress(client.read(request[3] == 1 ? 4 : 16));
        int port = Short.toUnsignedInt(ByteBuffer.wrap(client.read(2)).getShort());
        targets.add(address.getHostAddress() + ':' + port);
        if (!takesIpv6 && request[3] == 4) {
            client.say(new byte[] {5, 4, 0, 1, 0, 0, 0, 0, 0, 0});
            return;
        }
        client.say(new byte[] {5, 0, 0, 3, 5, 's', 'm', 'a', 'l', 'l', 0, 80});
        client.relay(LOOPBACK, port);
    }

    private static String text(RawSite.Visitor client) throws IOException {
        return new String(client.read(Byte.toUnsignedInt(client.read(1)[0])), UTF_8);
    }
}
