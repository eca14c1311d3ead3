// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of this machine for which a certificate is made. */
final class HostNames {

    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern LABELS =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final String host;

    /**
     * Names.
     *
     * @param host name or address by which clients come
     * @throws IOException when no certificate can be made for it
     */
    HostNames(String host) throws IOException {
        this.host = canonical(host);
        if (!isLiteral(this.host) && !LABELS.matcher(this.host).matches()) {
            throw new IOException("cannot make a certificate for the host name '" + host
                    + "': use its address, or provide a key store");
        }
    }

    /** {@return the name to call it by} */
    String subject() {
        return host;
    }

    /** {@return all of them, as keytool wants them} */
    String alternatives() {
        return Stream.of(Stream.of(host), LOOPBACK.stream(), Stream.of(ofKernel()))
                .flatMap(names -> names)
                .distinct()
                .filter(name -> isLiteral(name) || LABELS.matcher(name).matches())
                .map(name -> (isLiteral(name) ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(","));
    }

    /** {@return whether a certificate is good for the host} */
    boolean areIn(X509Certificate certificate) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return false;
            }
            int kind = isLiteral(host) ? IP_ADDRESS : DNS_NAME;
            for (List<?> name : names) {
                if (name.get(0).equals(kind)
                        && canonical(name.get(1).toString()).equals(host)) {
                    return true;
                }
            }
            return false;
        } catch (CertificateParsingException e) {
            throw new IOException("the certificate cannot be read", e);
        }
    }

    /** The machine's own name without a question to anybody's name server. */
    private static String ofKernel() {
        try {
            return canonical(Files.readString(KERNEL_NAME).strip());
        } catch (IOException e) {
            return "localhost";
        }
    }

    private static boolean isLiteral(String name) {
        return LITERAL.matcher(name).matches();
    }

    private static String canonical(String name) throws UnknownHostException {
        if (!isLiteral(name)) {
            return name.toLowerCase(Locale.ROOT);
        }
        String address = InetAddress.getByName(name).getHostAddress();
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
