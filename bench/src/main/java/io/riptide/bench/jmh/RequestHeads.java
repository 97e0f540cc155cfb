package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/// Requests without content as clients send them.
public enum RequestHeads {
    CURL(1),
    BROWSER(1),
    /// Sixteen of curl's in one read.
    PIPELINED(16);

    private static final String CURL_HEAD = """
            GET /bench/stream?count=1 HTTP/1.1
            Host: 127.0.0.1:8080
            User-Agent: curl/8.14.1
            Accept: */*

            """;

    private static final String BROWSER_HEAD = """
            GET /crawl/sse?url=https://www.example.org/articles/0&on_disconnect=grace HTTP/1.1
            Host: riptide.example.org
            Connection: keep-alive
            sec-ch-ua-platform: "Linux"
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
            sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"
            Accept: text/event-stream
            Cache-Control: no-cache
            sec-ch-ua-mobile: ?0
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: cors
            Sec-Fetch-Dest: empty
            Referer: https://riptide.example.org/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9,de;q=0.8
            Cookie: session=5f0c1a7e9b3d4c2f8a6e1d0b7c9f3a2e; theme=dark

            """;

    private final int requests;

    RequestHeads(int requests) {
        this.requests = requests;
    }

    /// How many there are.
    public int requests() {
        return requests;
    }

    /// Their bytes; the caller's.
    public ByteBuf wire() {
        String head = (this == BROWSER ? BROWSER_HEAD : CURL_HEAD).replace("\n", "\r\n");
        byte[] bytes = head.repeat(requests).getBytes(US_ASCII);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }
}
