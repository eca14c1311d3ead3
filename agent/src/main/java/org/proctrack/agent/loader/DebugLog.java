// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

/**
 * The file of the debug trace. Who writes it is a small program of its own in the background: neither an agent nor this
 * JVM need live on. It ends with the trace.
 */
final class DebugLog {

    private static final String WRITER = "proctrackext-log";
    private static final long OPEN_SECONDS = 10;

    private final String pins;
    private final String file;

    DebugLog(String pins, String file) {
        this.pins = pins;
        this.file = file;
    }

    /**
     * Looks whether the file can be written, before anything is changed.
     *
     * @return what takes the file away again that was made for that
     */
    Runnable check() {
        Path path = Path.of(file);
        boolean made = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        try {
            Files.newByteChannel(
                            path,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    .close();
        } catch (IOException e) {
            throw cannotWrite(reason(e), e);
        }
        return made ? () -> path.toFile().delete() : () -> {};
    }

    /**
     * Begins to write what happens.
     *
     * @param after sequence number of the last event that shall not be in the file
     */
    void follow(long after) {
        try (NativeTool tool = NativeTool.open(WRITER)) {
            ProcessBuilder builder = new ProcessBuilder(tool.path().toString(), pins, file, Long.toString(after))
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true);
            builder.environment().keySet().retainAll(Set.of("TZ")); // its lines have local times
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(OPEN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw cannotWrite(said.isEmpty() ? "its writer failed" : said, null);
            }
        } catch (IOException e) {
            throw cannotWrite(reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cannotWrite("interrupted", e);
        }
    }

    private KernelException cannotWrite(String reason, Exception cause) {
        return new KernelException(
                Kind.INVALID,
                "debug log " + file + " cannot be written (" + reason + "): start in a directory of root's with room",
                "",
                cause);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "No such directory";
        }
        if (e instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return e.getClass().getSimpleName();
    }
}
