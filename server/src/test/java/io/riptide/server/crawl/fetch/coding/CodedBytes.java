package io.riptide.server.crawl.fetch.coding;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Bytes in each coding that is offered.
public enum CodedBytes {
    GZIP("gzip") {
        @Override
        public byte[] of(byte[] plain) {
            return through(plain, GZIPOutputStream::new);
        }
    },
    DEFLATE("deflate") {
        @Override
        public byte[] of(byte[] plain) {
            return through(plain, DeflaterOutputStream::new);
        }
    },
    BARE_DEFLATE("deflate") {
        @Override
        public byte[] of(byte[] plain) {
            return through(plain, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
        }
    },
    BROTLI("br") {
        @Override
        public byte[] of(byte[] plain) {
            ContentCodings.acceptEncoding(); // loads the library
            try {
                return Encoder.compress(plain, new Encoder.Parameters().setQuality(5));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    },
    ZSTD("zstd") {
        @Override
        public byte[] of(byte[] plain) {
            return Zstd.compress(plain);
        }
    };

    private final String token;

    CodedBytes(String token) {
        this.token = token;
    }

    /// Its name in `Content-Encoding`.
    public String token() {
        return token;
    }

    public abstract byte[] of(byte[] plain);

    public byte[] of(String plain) {
        return of(plain.getBytes(UTF_8));
    }

    private interface Wrapping {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] through(byte[] plain, Wrapping wrapping) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream coded = wrapping.around(out)) {
            coded.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
