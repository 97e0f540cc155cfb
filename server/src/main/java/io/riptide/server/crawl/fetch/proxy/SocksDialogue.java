package io.riptide.server.crawl.fetch.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.riptide.server.config.ProxyAddress.Login;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException.Hope;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Opens a tunnel with SOCKS5. The target is named by the address that was judged, never by its name.
///
/// 1. We offer the methods we know, the proxy picks one.
/// 2. If it picked the login, we send it, and the proxy says whether it will do.
/// 3. We ask for the connection, and the proxy says how that went.
///
/// - **Bounds:** answers of 262 bytes at most, by their own length fields.
/// - **Failure:** [ProxyFaultException].
/// - **Source:** RFC 1928, sections 3 to 6; RFC 1929, section 2.
final class SocksDialogue implements TunnelDialogue {
    private static final int VERSION = 5;
    private static final int LOGIN_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int METHOD_NONE = 0;
    private static final int METHOD_LOGIN = 2;
    private static final int METHOD_REFUSED = 0xFF;
    private static final int ADDRESS_V4 = 1;
    private static final int ADDRESS_NAME = 3;
    private static final int ADDRESS_V6 = 4;

    /// Version, reply, reserved, kind of address, and the first byte of the address.
    private static final int REPLY_BYTES_MIN = 5;

    private final OutboundProxy proxy;
    private final Optional<Login> login;
    private final InetSocketAddress target;
    private Awaited awaited = Awaited.METHOD;

    private enum Awaited {
        METHOD,
        LOGIN,
        REPLY
    }

    SocksDialogue(OutboundProxy proxy, Optional<Login> login, InetSocketAddress target) {
        this.proxy = proxy;
        this.login = login;
        this.target = target;
    }

    @Override
    public void open(ByteBuf out) {
        out.writeByte(VERSION);
        out.writeByte(login.isPresent() ? 2 : 1);
        out.writeByte(METHOD_NONE);
        if (login.isPresent()) {
            out.writeByte(METHOD_LOGIN);
        }
    }

    @Override
    public boolean hasAsked() {
        return awaited == Awaited.REPLY;
    }

    @Override
    public boolean advance(ByteBuf in, ByteBuf out) throws ProxyFaultException {
        while (in.readableBytes() >= 2) {
            switch (awaited) {
                case METHOD -> readMethod(in, out);
                case LOGIN -> readLogin(in, out);
                case REPLY -> {
                    return readReply(in);
                }
            }
        }
        return false;
    }

    private void readMethod(ByteBuf in, ByteBuf out) throws ProxyFaultException {
        requireVersion(in.readUnsignedByte(), VERSION);
        int method = in.readUnsignedByte();
        if (method == METHOD_NONE) {
            ask(out);
        } else if (method == METHOD_LOGIN && login.isPresent()) {
            say(login.get(), out);
        } else if (method == METHOD_REFUSED) {
            String what = login.isPresent() ? "takes no user name and password" : "wants a user name and password";
            throw proxy.fault(what, Hope.NONE);
        } else {
            throw proxy.fault("picks a method that was not offered, " + method, Hope.NONE);
        }
    }

    private void say(Login spoken, ByteBuf out) {
        out.writeByte(LOGIN_VERSION);
        say(spoken.user(), out);
        say(spoken.password(), out);
        awaited = Awaited.LOGIN;
    }

    private static void say(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(UTF_8);
        assert bytes.length >= 1 && bytes.length <= 255 : bytes.length;
        out.writeByte(bytes.length);
        out.writeBytes(bytes);
    }

    private void readLogin(ByteBuf in, ByteBuf out) throws ProxyFaultException {
        requireVersion(in.readUnsignedByte(), LOGIN_VERSION);
        if (in.readUnsignedByte() != 0) {
            throw proxy.fault("does not accept its user name and password", Hope.NONE);
        }
        ask(out);
    }

    private void ask(ByteBuf out) {
        out.writeByte(VERSION);
        out.writeByte(CONNECT);
        out.writeByte(0);
        out.writeByte(target.getAddress() instanceof Inet4Address ? ADDRESS_V4 : ADDRESS_V6);
        out.writeBytes(target.getAddress().getAddress());
        out.writeShort(target.getPort());
        awaited = Awaited.REPLY;
    }

    /// The address in it is the proxy's own towards the target, which is of no use here.
    private boolean readReply(ByteBuf in) throws ProxyFaultException {
        int start = in.readerIndex();
        requireVersion(in.getUnsignedByte(start), VERSION);
        int reply = in.getUnsignedByte(start + 1);
        if (reply != 0) {
            throw refusal(reply);
        }
        if (in.readableBytes() < REPLY_BYTES_MIN) {
            return false;
        }
        int addressBytes = switch (in.getUnsignedByte(start + 3)) {
            case ADDRESS_V4 -> 4;
            case ADDRESS_V6 -> 16;
            case ADDRESS_NAME -> 1 + in.getUnsignedByte(start + 4);
            default -> throw proxy.fault("answers with an unknown kind of address", Hope.NONE);
        };
        int length = 4 + addressBytes + 2;
        if (in.readableBytes() < length) {
            return false;
        }
        in.skipBytes(length);
        return true;
    }

    private ProxyFaultException refusal(int reply) {
        String why = switch (reply) {
            case 1 -> "general failure";
            case 2 -> "not allowed by its rules";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable";
            case 5 -> "connection refused";
            case 6 -> "time to live expired";
            case 7 -> "command not supported";
            case 8 -> "kind of address not supported";
            default -> "reply " + reply;
        };
        Hope hope = reply == 1 || (reply >= 3 && reply <= 6) ? Hope.LATER : Hope.NONE;
        // A general failure and an unreachable network may be its own.
        Culprit culprit = reply >= 4 && reply <= 6 ? Culprit.SITE : Culprit.UNKNOWN;
        return proxy.fault("cannot connect to " + NetUtil.toSocketAddressString(target) + ": " + why, hope, culprit);
    }

    private void requireVersion(int version, int wanted) throws ProxyFaultException {
        if (version != wanted) {
            throw proxy.fault("does not speak SOCKS5", Hope.NONE);
        }
    }
}
