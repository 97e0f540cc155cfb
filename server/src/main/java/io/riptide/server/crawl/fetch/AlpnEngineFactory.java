package io.riptide.server.crawl.fetch;

import io.netty.handler.ssl.ApplicationProtocolNames;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.asynchttpclient.AsyncHttpClientConfig;
import org.asynchttpclient.netty.ssl.DefaultSslEngineFactory;

/// Makes engines that offer a site HTTP/2 and HTTP/1.1, by the JDK's own means. The client library asks Netty's
/// wrapper of an engine what was chosen, and for `h2` puts its multiplexing in place whatever its setting says; of
/// a bare engine it learns nothing, and [#hasChosenHttp2] is for us.
///
/// - **Threading:** any.
/// - **Source:** RFC 7301; RFC 9113, section 3.2.
final class AlpnEngineFactory extends DefaultSslEngineFactory {
    private static final String[] BOTH = {ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1};
    private static final String[] HTTP_1_1 = {ApplicationProtocolNames.HTTP_1_1};

    private final Http11Origins http11;

    /// @param http11 who is not offered HTTP/2
    AlpnEngineFactory(Http11Origins http11) {
        this.http11 = http11;
    }

    /// Whether the site has chosen HTTP/2 in the handshake, which must be over.
    static boolean hasChosenHttp2(SSLEngine engine) {
        return ApplicationProtocolNames.HTTP_2.equals(engine.getApplicationProtocol());
    }

    @Override
    protected void configureSslEngine(SSLEngine engine, AsyncHttpClientConfig config) {
        super.configureSslEngine(engine, config);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(http11.contains(engine) ? HTTP_1_1 : BOTH);
        engine.setSSLParameters(parameters);
    }
}
