package io.riptide.protocol.http;

import static io.riptide.protocol.http.RequestVector.accepted;
import static io.riptide.protocol.http.RequestVector.last;
import static io.riptide.protocol.http.RequestVector.refused;

import java.util.ArrayList;
import java.util.List;

/// RFC 9112, 2 and 3: request lines, targets and `Host`.
final class StartLineVectors {
    private static final String HOST = "\r\nHost: a\r\n\r\n";

    private StartLineVectors() {}

    /// RFC 9112, 2.2 and 3: the request line.
    static List<RequestVector> requestLines() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String line : List.of(
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                " GET / HTTP/1.1",
                "\tGET / HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\t",
                "GET /",
                "GET",
                "GET ",
                "GET / ",
                "GET  HTTP/1.1",
                "GET HTTP/1.1",
                "/ HTTP/1.1",
                "GET / / HTTP/1.1",
                "GET /a b HTTP/1.1",
                "GE(T / HTTP/1.1",
                "GET: / HTTP/1.1",
                "G\u0000ET / HTTP/1.1",
                "G\u00e9T / HTTP/1.1",
                "\u0000GET / HTTP/1.1",
                "\"GET\" / HTTP/1.1",
                "GET\u000b/ HTTP/1.1",
                "GET\u00a0/ HTTP/1.1",
                "GET /\u000bHTTP/1.1",
                "GET / HTTP/1.1\u0000",
                "GET / HTTP/1.1 HTTP/1.1",
                "GET,/ HTTP/1.1",
                "@GET / HTTP/1.1",
                "GET[] / HTTP/1.1",
                "{} / HTTP/1.1",
                "<GET> / HTTP/1.1",
                "GET\r / HTTP/1.1",
                "GET /\r HTTP/1.1",
                "GET / \rHTTP/1.1",
                "GET / HTTP/1.1\r",
                "GET / HTTP\r/1.1",
                "=",
                ":",
                "\u007f / HTTP/1.1")) {
            vectors.add(refused(400, line + HOST));
        }
        for (String line : List.of(
                "GET / XTTP/1.1",
                "GET / http/1.1",
                "GET / Http/1.1",
                "GET / HTTP/1.10",
                "GET / HTTP/01.1",
                "GET / HTTP/1",
                "GET / HTTP/",
                "GET / HTTP",
                "GET / HTTP/1.",
                "GET / HTTP/.1",
                "GET / HTTP/1,1",
                "GET / HTTP/1.1a",
                "GET / HTTP/1.a",
                "GET / HTTP/a.1",
                "GET / HTTP 1.1",
                "GET / HTTP/ 1.1",
                "GET / HTTP/1.1.1",
                "GET / HTTP//1.1",
                "GET / HTTP\\1.1",
                "GET / HTTPS/1.1",
                "GET / HTTP/+1.1",
                "GET / HTTP/-1.1",
                "GET / HTTP/1.-1",
                "GET / HTTP/2",
                "GET / SIP/2.0",
                "GET / RTSP/1.0",
                "GET / HTTP/11",
                "GET / HTTP/1.\u00b1",
                "GET / ICY/1.1",
                "GET / /1.1")) {
            vectors.add(refused(400, line + HOST));
        }
        for (String version :
                List.of("HTTP/2.0", "HTTP/0.9", "HTTP/0.0", "HTTP/2.1", "HTTP/3.0", "HTTP/9.9", "HTTP/0.1")) {
            vectors.add(refused(505, "GET / " + version + HOST));
        }
        vectors.add(refused(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        vectors.add(refused(501, "G".repeat(33) + " / HTTP/1.1" + HOST));
        vectors.add(refused(501, "G".repeat(9000) + " / HTTP/1.1" + HOST));
        vectors.add(refused(414, "GET /" + "a".repeat(8192) + " HTTP/1.1" + HOST));
        vectors.add(refused(414, "GET /" + "a".repeat(100_000)));
        vectors.add(refused(414, "GET /" + "a".repeat(8177) + " HTTP/1.1" + HOST));
        vectors.add(refused(400, "GET / HTTP/1.1\nHost: a\n\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\rHost: a\r\r"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"));
        vectors.add(refused(400, "GET /\n HTTP/1.1" + HOST));
        vectors.add(refused(400, "\nGET / HTTP/1.1" + HOST));
        vectors.add(refused(400, "\n\r\nGET / HTTP/1.1" + HOST));
        vectors.add(refused(400, "\rGET / HTTP/1.1" + HOST));
        vectors.add(refused(400, "\r\n GET / HTTP/1.1" + HOST));
        vectors.add(refused(400, "\r\n".repeat(5) + "GET / HTTP/1.1" + HOST));
        vectors.add(refused(400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"));
        vectors.add(accepted("\r\nGET / HTTP/1.1" + HOST, "GET /"));
        vectors.add(accepted("\r\n".repeat(4) + "GET / HTTP/1.1" + HOST, "GET /"));
        vectors.add(accepted("GET / HTTP/1.1" + HOST, "GET /"));
        vectors.add(accepted("GET / HTTP/1.2" + HOST, "GET /"));
        vectors.add(accepted("GET / HTTP/1.9" + HOST, "GET /"));
        vectors.add(last("GET / HTTP/1.0\r\n\r\n", "GET /"));
        String longest = "/" + "a".repeat(8192 - "GET / HTTP/1.1\r\n".length());
        vectors.add(accepted("GET " + longest + " HTTP/1.1" + HOST, "GET " + longest));
        for (String method : List.of(
                "POST",
                "PUT",
                "DELETE",
                "PATCH",
                "OPTIONS",
                "TRACE",
                "get",
                "Get",
                "FOO",
                "M-SEARCH",
                "!",
                "UPDATEREDIRECTREF",
                "a.b|c~d",
                "GETT",
                "GE",
                "G".repeat(32))) {
            vectors.add(accepted(method + " / HTTP/1.1" + HOST, method + " /"));
        }
        return vectors;
    }

    /// RFC 9112, 3.2: the four forms of a target.
    static List<RequestVector> targets() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String target : List.of(
                "/",
                "//",
                "/a",
                "/a/b/../c",
                "/.",
                "/%2e%2E/",
                "/?",
                "/?a=b&c",
                "/a?b?c/d",
                "/%00",
                "/%ff",
                "/a;b=c,d",
                "/:@!$&'()*+,;=-._~",
                "/?:@!$&'()*+,;=-._~/?",
                "//evil/x",
                "/http://b/",
                "/a%20b",
                "/*",
                "/%25",
                "/a?%7B%7d",
                "http://a",
                "http://a/",
                "HTTP://a/",
                "hTTp://a/x?y",
                "http://other.example:81/x",
                "http://a?q",
                "http://a:/",
                "http://[::1]/",
                "http://[::1]:8080/x",
                "http://a//b",
                "http://127.0.0.1:80/")) {
            vectors.add(accepted("GET " + target + " HTTP/1.1" + HOST, "GET " + target));
        }
        vectors.add(accepted("OPTIONS * HTTP/1.1" + HOST, "OPTIONS *"));
        vectors.add(accepted("OPTIONS http://a HTTP/1.1" + HOST, "OPTIONS http://a"));
        vectors.add(accepted("OPTIONS / HTTP/1.1" + HOST, "OPTIONS /"));
        for (String target : List.of(
                "a",
                "a/b",
                "?a",
                "#",
                "/#",
                "/a#b",
                "/?#",
                "/a?b#c",
                "*",
                "**",
                "*/",
                "/%",
                "/%2",
                "/%zz",
                "/%2g",
                "/?%",
                "/?%0",
                "/\u0000",
                "/\u0001",
                "/\u001f",
                "/\u007f",
                "/\u0080",
                "/\u00ff",
                "/?\u0000",
                "/?\u007f",
                "/\"",
                "/<",
                "/>",
                "/\\",
                "/^",
                "/`",
                "/{",
                "/}",
                "/|",
                "/[",
                "/]",
                "/?\"",
                "/?<",
                "/?\\",
                "/?^",
                "/?[",
                "/?|",
                "\\",
                "\\a",
                "a:80",
                "a.example:443",
                "ftp://a/",
                "ws://a/",
                "file:///etc/passwd",
                "http:",
                "http:/",
                "http:a",
                "http:/a",
                "http:///",
                "http://",
                "http://:80/",
                "http://?a",
                "http://u@a/",
                "http://u:p@a/",
                "http://a:x/",
                "http://a:65536/",
                "http://a:-1/",
                "http://a b/",
                "http://a\\b/",
                "http://[::1/",
                "http://[::g]/",
                "http://[]/",
                "http://[1.2.3.4]/",
                "http://a/#f",
                "http://a/\u0000",
                "http://a\u0000/",
                "http://%zz/",
                "http://a:80:80/",
                "httpx://a/",
                "xhttp://a/",
                "htt://a/",
                "mailto:a@b",
                "data:,x")) {
            vectors.add(refused(400, "GET " + target + " HTTP/1.1" + HOST));
        }
        vectors.add(refused(421, "GET https://a/ HTTP/1.1" + HOST));
        vectors.add(refused(421, "GET HTTPS://a:443/x HTTP/1.1" + HOST));
        vectors.add(refused(501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"));
        vectors.add(refused(501, "CONNECT [::1]:443 HTTP/1.1" + HOST));
        for (String target :
                List.of("a", "a:", ":443", "/", "*", "http://a:443/", "a:443/", "u@a:443", "a:443x", "a:65536")) {
            vectors.add(refused(400, "CONNECT " + target + " HTTP/1.1" + HOST));
        }
        return vectors;
    }

    /// RFC 9112, 3.2 and RFC 9110, 7.2: `Host`.
    static List<RequestVector> hosts() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String host : List.of(
                "a",
                "a:80",
                "a:",
                "a:0",
                "a:65535",
                "a.example",
                "127.0.0.1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:80",
                "[2001:db8::1]",
                "[::ffff:1.2.3.4]:443",
                "a_b",
                "a-b.c~d",
                "%41",
                "A",
                "xn--nxasmq6b",
                "a,b",
                "a;b",
                "a.",
                "0",
                "localhost:008080")) {
            vectors.add(accepted("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "GET /"));
            vectors.add(accepted("GET / HTTP/1.1\r\nhOST:\t" + host + " \t\r\n\r\n", "GET /"));
        }
        for (String host : List.of(
                "",
                " ",
                "a b",
                "a/b",
                "a?b",
                "a#b",
                "a@b",
                "u:p@a",
                "a:b",
                "a:80a",
                "a:-1",
                "a:+1",
                "a:65536",
                "a:99999999999",
                "a:80:80",
                ":80",
                ":",
                "[",
                "[]",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]:",
                "[::g]",
                "[::1]]",
                "[::1%25eth0]",
                "[127.0.0.1]",
                "a\\b",
                "a\"b",
                "<a>",
                "a^b",
                "a|b",
                "{a}",
                "a`b",
                "%",
                "%4",
                "%zz",
                "a\u0000",
                "a\u0001b",
                "a\u007f",
                "a\u0080",
                "\u00e9",
                "http://a",
                "//a",
                "a, b",
                "a b:80",
                "a:80 b",
                "a\tb",
                "a%00%",
                "[v1.x]",
                "[:]",
                "[1::2::3]",
                "a:8 0")) {
            boolean isValid = host.equals("[::1]:");
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            vectors.add(isValid ? accepted(request, "GET /") : refused(400, request));
        }
        vectors.add(refused(400, "GET / HTTP/1.1\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.2\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\nX-Host: a\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: b\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.1\r\nHost:\r\nHost: a\r\n\r\n"));
        vectors.add(refused(400, "GET http://a/ HTTP/1.1\r\n\r\n"));
        vectors.add(refused(400, "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"));
        vectors.add(refused(400, "GET / HTTP/1.0\r\nHost: a b\r\n\r\n"));
        vectors.add(accepted("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://b/"));
        vectors.add(last("GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET /"));
        return vectors;
    }
}
