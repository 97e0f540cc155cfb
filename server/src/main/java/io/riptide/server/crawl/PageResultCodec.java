package io.riptide.server.crawl;

import io.riptide.server.crawl.cache.CacheCodec;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.robots.RobotsDirectives;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A result as bytes for other nodes. Where the time of its fetch went is not kept: it is another page's by
/// then.
final class PageResultCodec implements CacheCodec<PageResult> {
    private static final int COUNT_MAX = 1_000_000;

    @Override
    public int weight(PageResult result) {
        return result.weight();
    }

    @Override
    public byte[] encode(PageResult result) {
        var bytes = new ByteArrayOutputStream(result.weight());
        try (var out = new DataOutputStream(bytes)) {
            text(out, result.url().href());
            text(out, result.finalUrl());
            out.writeInt(result.status());
            out.writeDouble(result.qualityScore());
            optional(out, result.document());
            error(out, result.error());
            text(out, result.cacheKey());
            out.writeInt(result.links().size());
            for (WebUrl link : result.links()) {
                text(out, link.href());
            }
            out.writeInt(result.redirects().size());
            for (RedirectHop hop : result.redirects()) {
                text(out, hop.from().withoutCredentials().href());
                out.writeInt(hop.status());
                text(out, hop.to().withoutCredentials().href());
            }
            text(out, String.join(",", result.robots().wireNames()));
            text(out, result.gateDecision());
            out.writeLong(result.fingerprint());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        return bytes.toByteArray();
    }

    @Override
    public PageResult decode(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new PageResult(
                    url(in),
                    text(in),
                    in.readInt(),
                    true,
                    in.readDouble(),
                    FetchTimings.NONE,
                    0,
                    0,
                    optional(in),
                    error(in),
                    text(in),
                    links(in),
                    redirects(in),
                    RobotsDirectives.of(List.of(text(in)), ""),
                    text(in),
                    in.readLong(),
                    null);
        } catch (InvalidUrlException e) {
            throw new IOException("a URL that is none", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in, in.readInt()), StandardCharsets.UTF_8);
    }

    private static WebUrl url(DataInputStream in) throws IOException, InvalidUrlException {
        return WebUrl.parse(text(in));
    }

    private static void optional(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] optional(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : bytes(in, length);
    }

    private static void error(DataOutputStream out, @Nullable PageError error) throws IOException {
        out.writeBoolean(error != null);
        if (error != null) {
            text(out, error.type());
            text(out, error.message());
            out.writeBoolean(error.isRetryable());
        }
    }

    private static @Nullable PageError error(DataInputStream in) throws IOException {
        return in.readBoolean() ? new PageError(text(in), text(in), in.readBoolean()) : null;
    }

    private static List<WebUrl> links(DataInputStream in) throws IOException, InvalidUrlException {
        int count = count(in);
        List<WebUrl> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add(url(in));
        }
        return links;
    }

    private static List<RedirectHop> redirects(DataInputStream in) throws IOException, InvalidUrlException {
        int count = count(in);
        List<RedirectHop> hops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hops.add(new RedirectHop(url(in), in.readInt(), url(in)));
        }
        return hops;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > COUNT_MAX) {
            throw new IOException("count=" + count);
        }
        return count;
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("length=" + length + " of " + in.available());
        }
        return in.readNBytes(length);
    }
}
