package io.riptide.server.crawl.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/// Keeps text; some of it cannot be read again.
final class TextCodec implements CacheCodec<String> {
    static final String UNREADABLE = "unreadable";

    @Override
    public int weight(String value) {
        return value.length();
    }

    @Override
    public byte[] encode(String value) {
        return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) throws IOException {
        String value = new String(bytes, UTF_8);
        if (value.equals(UNREADABLE)) {
            throw new IOException("as it says");
        }
        return value;
    }
}
