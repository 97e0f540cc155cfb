package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// Sites with a certificate for `good.test` that nobody vouches for but who asks here.
final class TlsFixture {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final KeyStore KEYS = keys();

    private TlsFixture() {}

    private static KeyStore keys() {
        try {
            Path directory = Files.createTempDirectory("riptide-tls");
            Path file = directory.resolve("keys.p12");
            try {
                makeCertificate(file);
                KeyStore keys = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(file)) {
                    keys.load(in, PASSWORD);
                }
                return keys;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeCertificate(Path file) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "site",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=good.test",
                        "-ext",
                        "SAN=dns:good.test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    /// Certificate and key as most servers want them.
    static void writePem(Path certificate, Path key) {
        try {
            Files.writeString(
                    certificate, pem("CERTIFICATE", KEYS.getCertificate("site").getEncoded()));
            Files.writeString(
                    key, pem("PRIVATE KEY", KEYS.getKey("site", PASSWORD).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    static KeyManagerFactory keyManagers() {
        try {
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(KEYS, PASSWORD);
            return keyManagers;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// One that chooses among `protocols` by ALPN, or knows nothing of that when there are none.
    static RawSite secureSite(RawSite.Conversation conversation, String... protocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers().getKeyManagers(), null, null);
            SSLServerSocket listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 128, InetAddress.getLoopbackAddress());
            SSLParameters parameters = listener.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            listener.setSSLParameters(parameters);
            return new RawSite(listener, conversation);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A fetcher's configuration that believes these sites' certificate. What it keeps it closes after ten minutes,
    /// so that a connection that a test sees closed was closed for another reason.
    static FetcherConfig trusting() {
        return trusting(true);
    }

    static FetcherConfig trusting(boolean isHttp2Offered) {
        try {
            KeyStore certificates = KeyStore.getInstance("PKCS12");
            certificates.load(null, null);
            certificates.setCertificateEntry("site", KEYS.getCertificate("site"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            return new FetcherConfig("t", 1, 64, 600_000, 5_000, 8_192, isHttp2Offered, Optional.of(trust));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
