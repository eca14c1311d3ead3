// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JDK's keytool: no public API of the JDK makes a certificate. */
final class KeyTool {

    private static final String DAYS = "3650";
    private static final long SECONDS = 60;
    private static final String PASSWORD_VARIABLE = "STORE_PASSWORD";

    private final Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");

    /** Makes a key store with a fresh key and a certificate for it, in a directory of its own. */
    void makeKey(Path store, String password, HostNames names) throws IOException {
        run(
                store,
                password,
                "-genkeypair -keyalg EC -groupname secp256r1 -sigalg SHA256withECDSA",
                List.of("-dname", "CN=" + names.subject(), "-ext", "san=" + names.alternatives(), "-validity", DAYS));
    }

    /**
     * Makes a trust store with a certificate, in a directory of its own. It has no password: not encrypted and not
     * signed. Our own JVM could make such a one only with these settings for all of it, before JDK 18.
     */
    void makeTrust(Path store, Path certificate) throws IOException {
        run(
                store,
                "not used",
                "-importcert -noprompt -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE"
                        + " -J-Dkeystore.pkcs12.macAlgorithm=NONE",
                List.of("-file", certificate.toString()));
    }

    private void run(Path store, String password, String action, List<String> options) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new IOException(
                    "cannot make a key store without " + program + ": install a full JRE, or provide a key store");
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(action.split(" ")));
        command.addAll(options);
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-alias", "proctrack"));
        command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
        Path log = store.resolveSibling("keytool.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(store.getParent().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put(PASSWORD_VARIABLE, password);
        int exit = exit(builder.start());
        if (exit != 0) {
            throw new IOException(program + ": " + firstLine(log));
        }
    }

    private int exit(Process process) throws IOException {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " did not end within " + SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(program + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String firstLine(Path log) throws IOException {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("failed without a message");
    }
}
