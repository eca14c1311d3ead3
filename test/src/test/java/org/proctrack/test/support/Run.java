// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that was run to its end.
 *
 * @param command what was run
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
public record Run(List<String> command, int exit, String out, String err) {

    /** Runs a command with no input; one that does not end within two minutes fails the test. */
    public static Run of(List<String> command, Map<String, String> environment, Path directory) {
        return of(command, environment, directory, BusyMachine.LIMIT);
    }

    /** Runs a command with no input; one that does not end within the limit fails the test. */
    public static Run of(List<String> command, Map<String, String> environment, Path directory, Duration limit) {
        try {
            Path out = Files.createTempFile("pt-test", ".out");
            Path err = Files.createTempFile("pt-test", ".err");
            try {
                Process process = start(command, environment, directory, out, err);
                return new Run(command, await(process, limit), read(out), read(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command here. */
    public static Run of(String... command) {
        return of(List.of(command), Map.of(), Path.of("."));
    }

    private static Process start(
            List<String> command, Map<String, String> environment, Path directory, Path out, Path err)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int await(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end within " + limit.toSeconds() + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** {@return the lines of standard error} */
    public List<String> errors() {
        return err.lines().toList();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit " + exit + "\nout: " + out + "\nerr: " + err;
    }
}
