// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Commands before a terminal of some size, which script(1) makes. What they write to stdout and stderr is one text. */
public final class Pty {

    private Pty() {}

    /** {@return the command that runs another one on such a terminal and ends with its exit code} */
    public static List<String> command(int rows, int columns, List<String> command) {
        String words = command.stream().map(Pty::quoted).collect(Collectors.joining(" "));
        return List.of("script", "-qec", "stty rows " + rows + " cols " + columns + " && exec " + words, "/dev/null");
    }

    /** {@return an environment in which the terminal is one that can move its cursor} */
    public static Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(others);
        environment.put("TERM", "xterm");
        return environment;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
