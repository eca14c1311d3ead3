// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.KernelException;

/**
 * The program {@code proctrack-tricks} at work. It keeps its own deadlines: each line comes, or the end of its output, at
 * most some seconds after 20. At the end of its input, also when this JVM dies, it ends all that it started.
 */
final class ToolProcess implements AutoCloseable {

    private static final long END_SECONDS = 10;

    private final Process process;
    private final BufferedReader lines;

    private ToolProcess(Process process) {
        this.process = process;
        lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ToolProcess start(Path tool, String what) {
        ProcessBuilder builder = new ProcessBuilder(tool.toString(), what)
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            return new ToolProcess(builder.start());
        } catch (IOException e) {
            throw new KernelException(
                    KernelException.Kind.FAILED,
                    tool + " cannot be run: set -Dproctrack.tmpdir=DIR to a directory that allows execution",
                    "",
                    e);
        }
    }

    /** {@return the next line; empty at the end} */
    String line() {
        try {
            String line = lines.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return ""; // closed by who stops the selftest
        }
    }

    /** {@return N of a line "pid N"} */
    long pid() {
        String line = line();
        if (!line.startsWith("pid ")) {
            throw new IllegalStateException(line.isEmpty() ? "the test program ended" : line);
        }
        return Long.parseLong(line.substring("pid ".length()));
    }

    void command(char command) {
        try {
            process.getOutputStream().write(command);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the test program ended", e);
        }
    }

    boolean lives() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended already
        }
        boolean ended = false;
        try {
            ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly(); // what it started has dead-men of its own
        }
    }
}
