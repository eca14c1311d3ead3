// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.proctrack.test.support.Repository;

/** Settings and accounts of an agent that listens: users monitor, operator and admin, with one password. */
public final class Folder {

    /** Of all users, and of the key stores that tests make. */
    public static final String PASSWORD = "correct horse battery";

    /** Made once, by the verb: a JVM and a hash for each are dear. */
    private static String accounts;

    private final Path directory;

    /** The files in a directory that is there, and empty. */
    public Folder(Path directory, String... settings) {
        this.directory = directory;
        try {
            Files.writeString(config(), String.join("\n", settings) + "\n");
            Files.createFile(
                    passwords(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwords(), accounts(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized String accounts(Folder first) throws IOException {
        if (accounts == null) {
            for (String role : List.of("monitor", "operator", "admin")) {
                first.passwd(role);
            }
            accounts = Files.readString(first.passwords());
        }
        return accounts;
    }

    private void passwd(String role) throws IOException {
        Process process = new ProcessBuilder(
                        Repository.file("scripts/proctrack").toString(),
                        "passwd",
                        role,
                        "--role",
                        role,
                        "--jmx-config",
                        config().toString())
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().write((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("passwd " + role + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** {@return jmx.properties} */
    public Path config() {
        return directory.resolve("jmx.properties");
    }

    /** {@return the password file} */
    public Path passwords() {
        return directory.resolve("jmx.passwd");
    }

    /** {@return the agent's own key store, made on first use} */
    public Path keys() {
        return directory.resolve("jmx.p12");
    }

    /** {@return what clients are given; there with TLS only} */
    public Path trust() {
        return directory.resolve("jmx-trust.p12");
    }
}
