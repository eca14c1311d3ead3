// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** An innocent process outside of every job: it must outlive every kill. */
public final class Twin implements AutoCloseable {

    private final Process process;

    private Twin(Process process) {
        this.process = process;
    }

    /** Starts one, and waits until it runs. */
    public static Twin start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Repository.file("test/workloads/build/twin").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("DRILL_SECONDS", Long.toString(BusyMachine.LIFE.toSeconds()));
            Process process = builder.start();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            if (reader.readLine() == null) {
                throw new IllegalStateException("the twin did not start");
            }
            return new Twin(process);
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
