// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/**
 * The user nobody, who may run some commands as root by the machine's own sudo. Its rules are in a mount namespace that
 * ends with the command; the machine's are not touched.
 */
final class Sudo {

    private final Path rules;

    private Sudo(Path rules) {
        this.rules = rules;
    }

    /** As careless as rules can be: every variable is handed on, and the caller may set more. */
    static Sudo careless(Path directory, String... commands) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin/sudo"))) {
            Tier.skip("no sudo: scripts/test installs it");
        }
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("mount namespaces are not allowed here");
        }
        String text = "Defaults !env_reset, !use_pty, !fqdn, !env_delete\n" + "nobody ALL=(root) NOPASSWD: SETENV: "
                + String.join(", ", commands) + "\n";
        Path rules = Files.writeString(directory.resolve("sudoers"), text);
        Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("r--r-----"));
        return new Sudo(rules);
    }

    /** Runs a command with these variables in the environment that sudo has. */
    Run with(Map<String, String> variables, String... command) {
        return run(variables, List.of(command));
    }

    /** Runs a command with these variables set by the caller on sudo's command line. */
    Run setting(Map<String, String> variables, String... command) {
        List<String> words = new ArrayList<>();
        variables.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of(command));
        return run(Map.of(), words);
    }

    private Run run(Map<String, String> variables, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "--propagation=private",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/sudoers && exec \"$@\"",
                rules.toString()));
        command.addAll(Nobody.SETPRIV);
        command.add("/usr/bin/env");
        variables.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("/usr/bin/sudo", "-n"));
        command.addAll(words);
        return Run.of(command.toArray(String[]::new));
    }
}
