package io.riptide.protocol.http;

import static io.riptide.protocol.http.RequestVector.accepted;
import static io.riptide.protocol.http.RequestVector.last;
import static io.riptide.protocol.http.RequestVector.refused;
import static io.riptide.protocol.http.RequestVector.refusedAfter;

import java.util.ArrayList;
import java.util.List;

/// RFC 9112, 5 to 7, and RFC 9110, 8.6 and 10.1.1: fields, lengths and chunks.
final class FramingVectors {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    private FramingVectors() {}

    /// RFC 9112, 5 and RFC 9110, 5.5: field lines.
    static List<RequestVector> fields() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String line : List.of(
                "X : y",
                "X\t: y",
                "X\u000b: y",
                " X: y",
                "\tX: y",
                ": y",
                ":",
                "X",
                "X y: z",
                "X y",
                "X\u0000: y",
                "X\u0000Y: z",
                "X\u007f: y",
                "X\u00e9: y",
                "(X): y",
                "X,Y: z",
                "X/Y: z",
                "X[]: y",
                "X@: y",
                "\"X\": y",
                "X=Y: z",
                "X;: y",
                "X?: y",
                "X\\: y",
                "{X}: y",
                "<X>: y",
                "X: \u0000",
                "X: a\u0000b",
                "X: a\u0001",
                "X: \u0008",
                "X: \u000b",
                "X: a\u000cb",
                "X: \u001b[0m",
                "X: \u001f",
                "X: \u007f",
                "X: a\rb",
                "X: \r",
                "X: a\r b",
                "X:\ry",
                "X\r: y",
                "\rX: y",
                "X: y\r",
                "X: y\nZ: z",
                "X: y\n",
                "\nX: y",
                "X\n: y",
                "X: y\r\n folded",
                "X: y\r\n\tfolded",
                "X: y\r\n ",
                "X:\r\n y",
                "X: y\r\n \r\n Z: z",
                "X: y\r\n\t\r\n",
                "Content-Length : 0",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding\u0000: chunked",
                "X: y\n\nZ: z",
                "X: y\n\r\nZ: z",
                "X: y\r\r\nZ: z",
                " Transfer-Encoding: chunked")) {
            vectors.add(refused(400, GET + line + "\r\n\r\n"));
            vectors.add(refused(400, "GET / HTTP/1.1\r\n" + line + "\r\nHost: a\r\n\r\n"));
        }
        for (String line : List.of(
                "X:",
                "X: ",
                "X:y",
                "X: y",
                "X:\ty\t",
                "X:   y   ",
                "X: a b\tc",
                "X: \u0080\u00ff",
                "X: \u00e9",
                "x!#$%&'*+-.^_`|~9: y",
                "X: :",
                "X: \"a\\\"b\"",
                "X: (c)",
                "X: {}[]<>@,;\\/?=",
                "Content_Length: 5",
                "Transfer_Encoding: chunked",
                "0: 1",
                "Content-Length-X: 5",
                "X-Transfer-Encoding: chunked",
                "TE: trailers",
                "Trailer: X",
                "Via: 1.1 a",
                "Range: bytes=0-1",
                "Upgrade: websocket",
                "Upgrade: h2c",
                "Connection: upgrade",
                "X: " + "v".repeat(8000),
                "Content-Encoding: gzip",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: close",
                "Cookie: a=b; c=d",
                "Authorization: Basic eDp5")) {
            vectors.add(accepted(GET + line + "\r\n\r\n", "GET /"));
        }
        vectors.add(accepted(GET + "X: y\r\n".repeat(99) + "\r\n", "GET /"));
        vectors.add(refused(431, GET + "X: y\r\n".repeat(100) + "\r\n"));
        vectors.add(refused(431, GET + "X: " + "v".repeat(16384) + "\r\n\r\n"));
        vectors.add(refused(431, GET + "X".repeat(100_000)));
        vectors.add(refused(431, GET + ("X: " + "v".repeat(1000) + "\r\n").repeat(17) + "\r\n"));
        int fits = 16384 - GET.length() - "X: \r\n".length() - 2;
        vectors.add(accepted(GET + "X: " + "v".repeat(fits) + "\r\n\r\n", "GET /"));
        vectors.add(refused(431, GET + "X: " + "v".repeat(fits + 1) + "\r\n\r\n"));
        vectors.add(accepted(GET + "\r\n\r\n" + NEXT, "GET /", "GET /next"));
        return vectors;
    }

    /// RFC 9112, 6.3 and RFC 9110, 8.6: `Content-Length`.
    static List<RequestVector> lengths() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String length : List.of(
                "", " ", "+5", "-5", "-0", "+0", "0x5", "5x", "x", "5 5", "5,5", "5, 5", "5,6", "5,", ",5", "5;", "5.0",
                "5e0", "\"5\"", "5\u0000", "\u00005", "5\u000b", "5\t5", "0x0", "five", "5\u00a0", "\u00b5", "1_0",
                "5, 5, 5", "0, 5", "5,0", "NaN", "5 ,5", "0,0")) {
            vectors.add(refused(400, POST + "Content-Length: " + length + "\r\n\r\nhello"));
        }
        for (String pair : List.of("5|5", "5|6", "0|5", "5|0", "5|", "|5", "5|x")) {
            String[] both = pair.split("\\|", -1);
            vectors.add(refused(
                    400, POST + "Content-Length: " + both[0] + "\r\nContent-Length: " + both[1] + "\r\n\r\nhello"));
            vectors.add(refused(
                    400,
                    POST + "content-length: " + both[0] + "\r\nX: y\r\nCONTENT-LENGTH: " + both[1] + "\r\n\r\nhello"));
        }
        for (String length : List.of(
                "10485761",
                "99999999999",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "18446744073709551621",
                "9".repeat(200),
                "4294967301000")) {
            vectors.add(refused(413, POST + "Content-Length: " + length + "\r\n\r\nhello"));
        }
        for (String length : List.of("5", "05", "0000000000000000000000000005", "5 ", "\t5")) {
            vectors.add(
                    accepted(POST + "Content-Length: " + length + "\r\n\r\nhello" + NEXT, "POST / hello", "GET /next"));
        }
        vectors.add(accepted(POST + "Content-Length: 0\r\n\r\n" + NEXT, "POST /", "GET /next"));
        vectors.add(accepted(POST + "\r\n" + NEXT, "POST /", "GET /next"));
        vectors.add(accepted(GET + "Content-Length: 5\r\n\r\nhello" + NEXT, "GET / hello", "GET /next"));
        vectors.add(accepted(GET + "content-LENGTH:5\r\n\r\nhello" + NEXT, "GET / hello", "GET /next"));
        vectors.add(accepted(POST + "Content-Length: 5\r\n\r\nhello\r\n" + NEXT, "POST / hello", "GET /next"));
        vectors.add(accepted(
                "DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: " + NEXT.length() + "\r\n\r\n" + NEXT,
                "DELETE / " + NEXT));
        vectors.add(refusedAfter(400, POST + "Content-Length: 4\r\n\r\nhello" + " / HTTP/1.1\r\n\r\n", "POST / hell"));
        vectors.add(refusedAfter(400, POST + "Content-Length: 3\r\n\r\nabc\u0000\r\n\r\n", "POST / abc"));
        return vectors;
    }

    /// RFC 9112, 6.1 and 6.3: `Transfer-Encoding`.
    static List<RequestVector> codings() {
        List<RequestVector> vectors = new ArrayList<>();
        String body = "\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        for (String coding : List.of(
                "",
                " ",
                "identity",
                "gzip",
                "deflate",
                "xchunked",
                "chunkedx",
                "chunke",
                "x chunked",
                "chunked x",
                "chunked;",
                "chunked;q=1",
                "chunked; a=b",
                "chunked, identity",
                "chunked, gzip",
                "chunked, chunked",
                "chunked,chunked",
                "\"chunked\"",
                "'chunked'",
                "chun ked",
                "chunked\u0000",
                "\u000bchunked",
                "chunked\u000b",
                "chunked\u00a0",
                "\u00a0chunked",
                "chunked\u007f",
                "c hunked",
                "chunked, foo",
                "[chunked]",
                "<chunked>",
                "chunked=1",
                "0",
                "null",
                "chunkéd",
                "gzip, identity",
                "chunked\u0085",
                "\\chunked",
                "(chunked)",
                "chunked/1",
                "trailers",
                ",chunked",
                "chunked,",
                ", , chunked ,",
                ", ",
                "gzip,,chunked",
                "close",
                "chunked, , gzip")) {
            vectors.add(refused(400, POST + "Transfer-Encoding: " + coding + body));
        }
        for (String coding : List.of(
                "gzip, chunked", "identity, chunked", "foo,chunked", "compress, gzip, chunked", "foo;a=b, chunked")) {
            vectors.add(refused(501, POST + "Transfer-Encoding: " + coding + body));
        }
        for (String coding :
                List.of("chunked", "Chunked", "CHUNKED", "cHuNkEd", " chunked", "\tchunked\t", "chunked  ")) {
            vectors.add(accepted(POST + "Transfer-Encoding:" + coding + body + NEXT, "POST / hello", "GET /next"));
        }
        vectors.add(refused(501, POST + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked" + body));
        for (String lines : List.of(
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
                        "Transfer-Encoding: chunked\r\ntransfer-encoding: x",
                "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 0\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 0",
                "Content-Length: 5\r\nTransfer-Encoding: identity", "Content-Length: 5\r\nTransfer-Encoding: xchunked",
                "Content-Length: 5\r\nTransfer-Encoding:", "Content-Length: x\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nTransfer-Encoding:\u000bchunked",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked, identity",
                "Content-Length: 5\r\nTransfer-Encoding: gzip, chunked",
                        "Content-Length: 5\r\nX: y\r\n Transfer-Encoding: chunked",
                "Content-Length: 5\r\nTransfer-Encoding : chunked",
                        "Content-Length: 5\r\nTransfer-Encoding:\r\n chunked",
                "Content-Length: 5\r\nX: y\nTransfer-Encoding: chunked",
                        "Content-Length: 5\r\nX: y\rTransfer-Encoding: chunked",
                "Content-Length: 5\r\n\u0000Transfer-Encoding: chunked",
                        "Content-Length: 5\nTransfer-Encoding: chunked")) {
            vectors.add(refused(400, POST + lines + body));
        }
        vectors.add(refused(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + body));
        vectors.add(refused(
                400, "POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked" + body));
        vectors.add(refused(400, "POST / HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" + body));
        vectors.add(refused(400, "POST / HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: identity" + body));
        vectors.add(accepted(GET + "Transfer-Encoding: chunked" + body + NEXT, "GET / hello", "GET /next"));
        return vectors;
    }

    /// RFC 9112, 7.1: chunks, extensions and trailers.
    static List<RequestVector> chunks() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String start : List.of(
                "5",
                "05",
                "0000000000000005",
                "5;a",
                "5;a=b",
                "5;a=b;c=d",
                "5;a=\"b\"",
                "5;a=\"b\\\"c\"",
                "5;a=\"\"",
                "5 ;a",
                "5\t;\ta",
                "5; a",
                "5;a =b",
                "5;a= b",
                "5;a = \"b;c\"",
                "5;a;b;c",
                "5;a=\"\u00e9\t \"",
                "5;a=b ;c",
                "5;a=\"b\" ;c",
                "5;" + "a".repeat(8000),
                "5;a=\"" + ";".repeat(100) + "\"",
                "5;5=5")) {
            vectors.add(accepted(CHUNKED + start + "\r\nhello\r\n0\r\n\r\n" + NEXT, "POST / hello", "GET /next"));
        }
        for (String start : List.of(
                "",
                " ",
                " 5",
                "\t5",
                "5 ",
                "5\t",
                "5 5",
                "+5",
                "-5",
                "0x5",
                "x5",
                "g",
                "5g",
                "5h",
                "5\u0000",
                "\u00005",
                "5\r",
                "5\r5",
                "5,",
                "5:",
                "5=",
                "5;",
                "5; ",
                "5;;",
                "5;;a",
                "5;=b",
                "5;a=",
                "5;a= ",
                "5;a=;b",
                "5;a=\"b",
                "5;a=\"b\"c",
                "5;a=b c",
                "5;a b",
                "5;a ",
                "5;a=b ",
                "5;a\u0000",
                "5;a=\u0000",
                "5;a=\"\u0000\"",
                "5;a=\"\u007f\"",
                "5;a=\"\\\u0000\"",
                "5;a\r",
                "5;a\rb",
                "5;a=\"b\rc\"",
                "5;a=b\r",
                "5;(a)",
                "5;a=(b)",
                "5;a=\u00e9",
                "5;\u00e9",
                "5;a,b",
                "5;a/b",
                "5\u000b",
                "5\u000b;a",
                "5\u00a0",
                "5.0",
                "5e0x",
                "five",
                "\"5\"",
                "0".repeat(16) + "5",
                "00000000000000005",
                "1".repeat(17),
                "f".repeat(17),
                "10000000000000005",
                "5;" + "a".repeat(16384),
                "_5",
                "5_0")) {
            vectors.add(refused(400, CHUNKED + start + "\r\nhello\r\n0\r\n\r\n" + NEXT));
        }
        for (String start : List.of(
                "a00001",
                "A00001",
                "ffffffff",
                "100000005",
                "7fffffffffffffff",
                "8000000000000000",
                "8000000000000005",
                "ffffffffffffffff",
                "fffffffffffffffb")) {
            vectors.add(refused(413, CHUNKED + start + "\r\nhello\r\n0\r\n\r\n" + NEXT));
        }
        for (String rest : List.of(
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\r\nhello\r\r\n0\r\n\r\n",
                "5\r\nhello\rX0\r\n\r\n",
                "5\r\nhello\r\n\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\r\nhello\r\n0\r\n\n",
                "5\r\nhello\r\n0\r\n\u0000",
                "5\r\nhello\r\n0\r\n\rX",
                "5;\nhello\r\n0\r\n\r\n",
                "5;a\nhello\r\n0\r\n\r\n",
                "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0;\r\n\r\n",
                "5\r\nhello\r\n0 \r\n\r\n",
                "5\r\nhello\r\n-0\r\n\r\n",
                "5\r\nhello\r\n0x0\r\n\r\n",
                "5\r\nhello\r\n0\r\nX y: z\r\n\r\n",
                "5\r\nhello\r\n0\r\nX : z\r\n\r\n",
                "5\r\nhello\r\n0\r\n X: z\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: a\u0000\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: a\nY: b\r\n\r\n",
                "5\r\nhello\r\n0\r\n: z\r\n\r\n",
                "5\r\nhello\r\n0\r\nX\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n",
                "5\r\nhello\r\n0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: y\r\r\n\r\n",
                "5\r\nhello\r\n0" + "0".repeat(16) + "\r\n\r\n",
                "\r\n5\r\nhello\r\n0\r\n\r\n",
                "5\r\r\nhello\r\n0\r\n\r\n")) {
            vectors.add(refused(400, CHUNKED + rest));
        }
        for (String end : List.of(
                "0\r\n\r\n",
                "00\r\n\r\n",
                "0000000000000000\r\n\r\n",
                "0;a=b\r\n\r\n",
                "0\r\nX: y\r\n\r\n",
                "0\r\nX: y\r\nZ:\r\n\r\n",
                "0\r\nContent-Length: 50\r\n\r\n",
                "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0\r\nHost: b\r\n\r\n",
                "0\r\nX: \u00e9\t\r\n\r\n",
                "0\r\nX:y\r\n\r\n")) {
            vectors.add(accepted(CHUNKED + "5\r\nhello\r\n" + end + NEXT, "POST / hello", "GET /next"));
        }
        vectors.add(accepted(CHUNKED + "0\r\n\r\n" + NEXT, "POST /", "GET /next"));
        vectors.add(
                accepted(CHUNKED + "1\r\nh\r\n1\r\ne\r\n3\r\nllo\r\n0\r\n\r\n" + NEXT, "POST / hello", "GET /next"));
        vectors.add(
                accepted(CHUNKED + "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "POST / 01234567890123456789"));
        vectors.add(accepted(CHUNKED + "2\r\n\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\n\r\n", "POST / \r\n0\r\n\r\n"));
        vectors.add(refused(431, CHUNKED + "0\r\nX: " + "v".repeat(8192) + "\r\n\r\n"));
        vectors.add(refused(400, CHUNKED + ("1;" + "a".repeat(1000) + "\r\nh\r\n").repeat(17) + "0\r\n\r\n"));
        return vectors;
    }

    /// RFC 9110, 10.1.1 and RFC 9112, 9: expectations and persistence.
    static List<RequestVector> connections() {
        List<RequestVector> vectors = new ArrayList<>();
        for (String expectation : List.of(
                "foo",
                "100-continue, foo",
                "100",
                "100-continued",
                "100 continue",
                "200-ok",
                "\"100-continue\"",
                "100-continue;a=b")) {
            vectors.add(refused(417, POST + "Expect: " + expectation + "\r\nContent-Length: 5\r\n\r\nhello"));
        }
        for (String expectation :
                List.of("100-continue", "100-Continue", "100-CONTINUE", "", ",", "100-continue, 100-continue")) {
            vectors.add(accepted(POST + "Expect: " + expectation + "\r\n\r\n" + NEXT, "POST /", "GET /next"));
        }
        vectors.add(last("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", "POST / hello"));
        vectors.add(last("POST / HTTP/1.0\r\nExpect: foo\r\nContent-Length: 5\r\n\r\nhello", "POST / hello"));
        for (String options : List.of(
                "close",
                "Close",
                "CLOSE",
                "foo, CLOSE",
                "close,foo",
                "keep-alive, close",
                "close, keep-alive",
                " ,close",
                "foo,close ,bar",
                "a\r\nConnection: close",
                "close\r\nConnection: keep-alive",
                "Upgrade, close")) {
            vectors.add(last(GET + "Connection: " + options + "\r\n\r\n" + NEXT, "GET /"));
        }
        for (String options : List.of(
                "keep-alive",
                "Keep-Alive",
                "",
                "foo",
                "closed",
                "xclose",
                "\"close\"",
                "close-not",
                "not close",
                "upgrade",
                "host",
                "content-length",
                "transfer-encoding")) {
            vectors.add(accepted(GET + "Connection: " + options + "\r\n\r\n" + NEXT, "GET /", "GET /next"));
        }
        vectors.add(last("GET / HTTP/1.0\r\n\r\n" + NEXT, "GET /"));
        vectors.add(last("GET / HTTP/1.0\r\nConnection: close\r\n\r\n" + NEXT, "GET /"));
        vectors.add(last("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n" + NEXT, "GET /"));
        vectors.add(last("GET / HTTP/1.0\r\nKeep-Alive: 300\r\n\r\n" + NEXT, "GET /"));
        vectors.add(accepted("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + NEXT, "GET /", "GET /next"));
        vectors.add(accepted("GET / HTTP/1.0\r\nConnection: foo, Keep-Alive\r\n\r\n" + NEXT, "GET /", "GET /next"));
        vectors.add(accepted(
                "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello" + NEXT,
                "POST / hello",
                "GET /next"));
        vectors.add(accepted(NEXT.repeat(20), "GET /next,".repeat(20).split(",")));
        vectors.add(refusedAfter(400, NEXT + "GET / XTTP/1.1\r\n\r\n" + NEXT, "GET /next"));
        vectors.add(refusedAfter(400, NEXT + "\u0000" + NEXT, "GET /next"));
        return vectors;
    }
}
