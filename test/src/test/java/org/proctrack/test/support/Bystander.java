// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A process outside of every job: it must outlive every kill. */
public final class Bystander implements AutoCloseable {

    private final Process process;

    private Bystander(Process process) {
        this.process = process;
    }

    /** Starts one, and waits until it runs. */
    public static Bystander start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Repository.file("test/workloads/build/bystander").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("DRILL_SECONDS", Long.toString(BusyMachine.LIFE.toSeconds()));
            Process process = builder.start();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            if (reader.readLine() == null) {
                throw new IllegalStateException("the bystander did not start");
            }
            return new Bystander(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return its pid} */
    public long pid() {
        return process.pid();
    }

    /** {@return whether it lives} */
    public boolean lives() {
        return process.isAlive() && ProcFs.lives(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
