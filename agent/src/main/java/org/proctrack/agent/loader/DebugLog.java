// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.library.NativeTool;

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
     * Looks whether the file can be written, before anything is changed. The writer looks: where others may write,
     * somebody may put a pipe there, and Java would wait for its reader.
     *
     * @return what takes the file away again that was made for that
     */
    Runnable check() {
        Path path = Path.of(file);
        boolean made = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        runWriter(file);
        return made ? () -> path.toFile().delete() : () -> {};
    }

    /**
     * Begins to write what happens.
     *
     * @param after sequence number of the last event that shall not be in the file
     */
    void follow(long after) {
        runWriter(file, pins, Long.toString(after));
    }

    private void runWriter(String... arguments) {
        try (NativeTool tool = NativeTool.open(WRITER)) {
            List<String> command = new ArrayList<>(List.of(tool.path().toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true);
            builder.environment().keySet().retainAll(Set.of("TZ")); // its lines have local times
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(OPEN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw cannotWrite(said.isEmpty() ? "its writer failed" : said, null);
            }
        } catch (IOException e) {
            throw cannotWrite("its writer is not running", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cannotWrite("interrupted", e);
        }
    }

    private KernelException cannotWrite(String reason, Exception cause) {
        return new KernelException(
                Kind.INVALID,
                "cannot write debug log " + file + " (" + reason + "): start in a directory of root's with free space",
                "",
                cause);
    }
}
