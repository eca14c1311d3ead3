// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Looks a command up as execvp(3) does, to give the exit codes of a shell. */
final class Programs {

    /** What execvp searches when PATH is not set. */
    private static final String USUAL_PATH = "/bin:/usr/bin";

    private Programs() {}

    /** Throws unless the command can be executed. A name that this locale cannot hold is left to the kernel. */
    static void check(String command, String path) {
        try {
            look(command, path);
        } catch (InvalidPathException e) {
            return;
        }
    }

    private static void look(String command, String path) {
        boolean found = false;
        if (command.indexOf('/') >= 0) {
            Path file = Path.of(command);
            if (runs(file)) {
                return;
            }
            found = Files.exists(file);
        } else if (!command.isEmpty()) {
            for (String folder : (path == null ? USUAL_PATH : path).split(":", -1)) {
                Path file = Path.of(folder, command);
                if (runs(file)) {
                    return;
                }
                found |= Files.isRegularFile(file);
            }
        }
        if (found) {
            throw new CliException(ExitCode.NOT_EXECUTABLE, command + ": not an executable file; see chmod(1)");
        }
        throw new CliException(ExitCode.NO_COMMAND, command + ": command not found; give its path or set PATH");
    }

    private static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
