// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The user nobody, who may read nothing of root's: a checkout below /root, for instance. */
public final class Nobody {

    /** What to put before a command. */
    public static final List<String> SETPRIV = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private Nobody() {}

    /** {@return a copy of the agent's jar that nobody can read, in a directory that then everybody can} */
    public static Path jar(Path directory) {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path jar = directory.resolve("proctrack-agent.jar");
            Files.copy(Repository.agentJar(), jar, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
