// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The terminal of stdout without line editing and echo. A shell in the background holds its settings, and puts them
 * back when its stdin ends: that happens however this JVM ends, and takes no new process when no pid is free.
 */
final class RawMode implements Terminal.Keys {

    /** Keys such as Ctrl-C reach the shell too; SIGTTOU comes when we have ended and are in the background. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM TSTP TTIN TTOU
            exec 3>&1
            saved=$(/bin/stty -g <&3 2> /dev/null) || exit
            /bin/stty -icanon -echo min 1 time 0 <&3 2> /dev/null || exit
            echo ready >&2
            read -r line
            exec /bin/stty "$saved" <&3
            """;

    private final Process shell;
    private final Thread hook = new Thread(this::restore, "proctrack-terminal");

    private RawMode(Process shell) {
        this.shell = shell;
    }

    /** {@return what puts the terminal back; empty when it has no such mode, or no process can be started} */
    static Optional<Terminal.Keys> begin() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("/bin/sh", "-c", SCRIPT).redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.environment().clear();
            RawMode mode = new RawMode(builder.start());
            Runtime.getRuntime().addShutdownHook(mode.hook);
            if (mode.shell.getErrorStream().read() >= 0) {
                return Optional.of(mode);
            }
            mode.close();
        } catch (IOException | OutOfMemoryError e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private void restore() {
        try {
            shell.getOutputStream().close();
            shell.waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook does the same
            return;
        }
    }
}
