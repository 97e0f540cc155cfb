package io.riptide.server.crawl.fetch.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The codings this machine can undo. Those with native parts are offered only where these load.
///
/// - **Threading:** any.
/// - **Failure:** a coding that is unknown, not loaded, or laid over another one is a [DecodeException], never
///   raw bytes passed off as text.
/// - **Source:** RFC 9110, sections 8.4 and 12.5.3.
public final class ContentCodings {
    private static final boolean HAS_BROTLI = Brotli4jLoader.isAvailable();
    private static final boolean HAS_ZSTD = loadsZstd();

    private static final String ACCEPT_ENCODING =
            "gzip, deflate" + (HAS_BROTLI ? ", br" : "") + (HAS_ZSTD ? ", zstd" : "");

    private ContentCodings() {}

    /// The value of `Accept-Encoding` that says what [#decoder] can do.
    public static String acceptEncoding() {
        return ACCEPT_ENCODING;
    }

    /// A decoder for a body whose `Content-Encoding` fields have these values; the caller closes it.
    public static ContentDecoder decoder(List<String> contentEncodings) throws DecodeException {
        List<String> codings = new ArrayList<>();
        for (String field : contentEncodings) {
            for (String member : field.split(",", -1)) {
                String coding = member.strip().toLowerCase(Locale.ROOT);
                if (!coding.isEmpty() && !coding.equals("identity")) {
                    codings.add(coding);
                }
            }
        }
        if (codings.size() > 1) {
            throw new DecodeException("more than one content coding: " + String.join(", ", codings));
        }
        return codings.isEmpty() ? new IdentityDecoder() : decoder(codings.getFirst());
    }

    private static ContentDecoder decoder(String coding) throws DecodeException {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GzipDecoder();
            case "deflate" -> new DeflateDecoder();
            case "br" -> {
                requireLoaded(HAS_BROTLI, coding);
                yield new BrotliBodyDecoder();
            }
            case "zstd" -> {
                requireLoaded(HAS_ZSTD, coding);
                yield new ZstdBodyDecoder();
            }
            default -> throw new DecodeException("unknown content coding: " + coding);
        };
    }

    private static void requireLoaded(boolean isLoaded, String coding) throws DecodeException {
        if (!isLoaded) {
            throw new DecodeException(coding + ": no decoder on this machine, and none was offered");
        }
    }

    private static boolean loadsZstd() {
        try {
            Native.load();
            return true;
        } catch (LinkageError e) {
            return false; // no library for this platform; the body then arrives in another coding
        }
    }
}
