// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.IOException;
import java.net.ServerSocket;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.RemoteSettings;

/** What must be so before anything listens. */
final class Precautions {

    private Precautions() {}

    static void take(HostPort where, RemoteSettings settings) throws IOException {
        if (!settings.tls() && !where.loopback()) {
            throw new IOException("tls=off works on the loopback address only, and " + where
                    + " is not one: set tls=on, or use --jmx " + where.port());
        }
        PasswordFile passwords = new PasswordFile(settings.passwords());
        if (!passwords.exists() || passwords.accounts().isEmpty()) {
            throw new IOException("nobody can log in: " + passwords.path()
                    + " has no users; run proctrack passwd USER first, with the same --jmx-config if any");
        }
        bind(where); // here, before a key is made for an address that is not ours
    }

    private static void bind(HostPort where) throws IOException {
        try {
            new ServerSocket(where.port(), 1, where.address()).close();
        } catch (IOException e) {
            throw new IOException(
                    where + ": " + e.getMessage() + "; use a free port and an address of this machine", e);
        }
    }
}
