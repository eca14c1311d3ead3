// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The server's side of TLS 1.2 and 1.3, with the JDK's own choice of cipher suites, in an order of ours. */
public final class Tls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /**
     * First of all. The agent's JVM has the quick compiler only, which does not use the processor's AES: there AES-GCM
     * takes five times as long.
     */
    private static final String QUICK_WITHOUT_AES = "CHACHA20";

    /** The JDK's own limit is 20,480, and strangers make sessions too. */
    private static final int SESSIONS = 256;

    private final SSLContext context;
    private final boolean clientsShowCertificates;

    private Tls(SSLContext context, boolean clientsShowCertificates) {
        this.context = context;
        this.clientsShowCertificates = clientsShowCertificates;
    }

    /**
     * TLS with the key of a key store.
     *
     * @param password of the key
     * @param clientTrust if present, clients need a certificate that these vouch for
     * @throws IOException one line, when the key is of no use
     */
    public static Tls of(KeyStore keys, char[] password, Optional<KeyStore> clientTrust) throws IOException {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), clientTrust.isPresent() ? trust(clientTrust.get()) : none(), null);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            return new Tls(context, clientTrust.isPresent());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(KeyStore clients) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(clients);
        return factory.getTrustManagers();
    }

    /** Not null: that would be all authorities that the JDK knows. */
    private static TrustManager[] none() {
        return new TrustManager[0];
    }

    /**
     * Puts TLS above a socket. The handshake comes with the first read, on the thread that reads.
     *
     * @param heard what was read from it already
     * @throws IOException when the client has gone already
     */
    SSLSocket serve(Socket plain, InputStream heard) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, heard, true);
        socket.setEnabledProtocols(PROTOCOLS.clone());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setCipherSuites(inOrder(parameters.getCipherSuites()));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(clientsShowCertificates);
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String[] inOrder(String... suites) {
        return Arrays.stream(suites)
                .sorted(Comparator.comparing(suite -> !suite.contains(QUICK_WITHOUT_AES)))
                .toArray(String[]::new);
    }
}
