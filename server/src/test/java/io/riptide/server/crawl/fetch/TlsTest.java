package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.address.HostResolver;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final HostResolver RESOLVER =
            FetcherFixture.names(Map.of("good.test", "127.0.0.1", "other.test", "127.0.0.1"));

    @TempDir
    static Path directory;

    private static final KeyStore KEYS = emptyStore();

    private static KeyStore emptyStore() {
        try {
            return KeyStore.getInstance("PKCS12");
        } catch (KeyStoreException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("keys.p12");
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
        assertThat(process.waitFor()).as(said).isZero();
        try (InputStream in = Files.newInputStream(file)) {
            KEYS.load(in, PASSWORD);
        }
    }

    private static RawSite secureSite() throws Exception {
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(KEYS, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        ServerSocket listener =
                context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        return new RawSite(listener, visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", "secure");
            }
        });
    }

    private static AhcFetcher trusting() throws Exception {
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("site", KEYS.getCertificate("site"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        FetcherConfig config = new FetcherConfig("t", 1, 8, 5_000, 5_000, 8_192, Optional.of(trust));
        return FetcherFixture.fetcher(config, FetcherFixture.LOOPBACK_ALLOWED, RESOLVER);
    }

    @Test
    void aCertificateNobodyVouchesForIsATlsFailure() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(FetcherConfig.STANDARD, FetcherFixture.LOOPBACK_ALLOWED, RESOLVER)) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure.timings().tlsNs()).isPositive();
            assertThat(site.requestCount()).isZero();
        }
    }

    @Test
    void aCertificateForAnotherHostIsATlsFailure() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher = trusting()) {
            FetchFailure failure = failureOf(fetcher, site.url("https://other.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
            assertThat(site.requestCount()).isZero();
        }
    }

    @Test
    void aTrustedSiteIsReadAndItsConnectionKept() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher = trusting()) {
            FetchedPage page = pageOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(text(page)).isEqualTo("secure");
            assertThat(page.timings().tlsNs()).isPositive();
            FetchedPage again = pageOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(again.timings().tlsNs()).isZero();
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void aSiteThatSpeaksNoTlsIsATlsFailure() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> visitor.say("HTTP/1.1 400 Bad Request\r\n\r\n"));
                AhcFetcher fetcher = trusting()) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
        }
    }
}
