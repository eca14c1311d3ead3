// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output that is quiet when its reader has gone, as in {@code proctrack list | head -1}. */
public final class Stdout extends OutputStream {

    private static final int BUFFER = 1 << 16;

    private final OutputStream target;
    private final Path descriptor;
    private boolean deserted;

    Stdout(OutputStream target, Path descriptor) {
        this.target = target;
        this.descriptor = descriptor;
    }

    /** {@return a buffered stream to standard output} */
    public static PrintStream printStream() {
        OutputStream raw = new FileOutputStream(FileDescriptor.out);
        return new Printer(new Stdout(raw, Path.of("/proc/self/fd/1")));
    }

    /** Prints to standard output, and knows when it is of no use. */
    static final class Printer extends PrintStream {

        private final Stdout stdout;

        Printer(Stdout stdout) {
            super(new BufferedOutputStream(stdout, BUFFER), false, StandardCharsets.UTF_8);
            this.stdout = stdout;
        }

        /** Whether the reader has gone: who prints for ever must end then. */
        boolean deserted() {
            return stdout.deserted;
        }
    }

    /**
     * Text in UTF-8 in every locale: cron and batch systems run us in the C locale, where Java would write question
     * marks.
     *
     * @param target where to
     * @return the stream
     */
    public static PrintStream utf8(OutputStream target) {
        return new PrintStream(target, false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (deserted) {
            return;
        }
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            if (!leadsToReader()) {
                throw e;
            }
            deserted = true;
        }
    }

    /** The message of the exception is in the user's language; the kind of the descriptor is not. */
    private boolean leadsToReader() throws IOException {
        String link = Files.readSymbolicLink(descriptor).toString();
        return link.startsWith("pipe:") || link.startsWith("socket:");
    }
}
