// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.IOException;
import java.nio.file.Path;

/** An agent that starts: loads its key store, or makes it, and says which it has. */
final class OwnKeysProgram {

    private OwnKeysProgram() {}

    public static void main(String[] arguments) throws IOException {
        Keys keys = KeyStores.own(Path.of(arguments[0]), "localhost");
        System.out.println("serial " + keys.certificate().getSerialNumber().toString(16));
    }
}
