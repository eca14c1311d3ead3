// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS of this JVM's RMI clients. They take what the JVM has by default, once and for all; this one can be changed from
 * test to test, comes from a chosen address, and stops reading when told to.
 */
public final class ClientTls extends SSLSocketFactory {

    /** Little, so that who stops reading is felt at the other end soon. */
    private static final int RECEIVE_BYTES = 16 << 10;

    private static volatile SSLSocketFactory current = plainJdk();
    private static volatile InetAddress from = InetAddress.getLoopbackAddress();

    /** Where RMI's clients find it. */
    public ClientTls() {}

    /** From now on, clients trust these certificates, and show one of their own if there is a key store for it. */
    public static void use(Path trustStore, Optional<Path> keys, char[] password) {
        Security.setProperty("ssl.SocketFactory.provider", ClientTls.class.getName());
        if (!(SSLSocketFactory.getDefault() instanceof ClientTls)) {
            throw new IllegalStateException("somebody in this JVM has asked for TLS before");
        }
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(trustStore, null));
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys.isPresent() ? load(keys.get(), password) : null, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            current = context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on, connections come from this address of the machine. */
    public static void from(InetAddress address) {
        from = address;
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }

    private static SSLSocketFactory plainJdk() {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host, port, from, 0);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress here, int hereToo) throws IOException {
        return createSocket(InetAddress.getByName(host), port, here, hereToo);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress here, int hereToo) throws IOException {
        Socket wire = new SlowSocket();
        wire.setReceiveBufferSize(RECEIVE_BYTES);
        wire.bind(new InetSocketAddress(host.isLoopbackAddress() ? here : null, hereToo));
        wire.connect(new InetSocketAddress(host, port));
        return createSocket(wire, host.getHostAddress(), port, true);
    }

    @Override
    public Socket createSocket(Socket wire, String host, int port, boolean close) throws IOException {
        return current.createSocket(wire, host, port, close);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return current.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return current.getSupportedCipherSuites();
    }
}
