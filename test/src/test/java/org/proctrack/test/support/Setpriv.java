// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to put before a command so that it has these capabilities, and can gain no other. */
public final class Setpriv {

    /** A user, and a group, without an account. */
    public static final int SYSTEM_USER = 64999;

    private Setpriv() {}

    /** Root, but for most of root's rights. */
    public static String[] root(List<String> capabilities) {
        return command(List.of(), capabilities);
    }

    /** Root in another group than its own, as a unit of systemd with Group= has it. */
    public static String[] rootIn(int group, List<String> capabilities) {
        return command(List.of("--regid=" + group, "--clear-groups"), capabilities);
    }

    /** A system user as a unit of systemd makes one. */
    public static String[] user(List<String> capabilities) {
        return user(SYSTEM_USER, capabilities);
    }

    /** That user in another group; 0 is what containers give to any user. */
    public static String[] user(int group, List<String> capabilities) {
        return command(
                List.of("--reuid=" + SYSTEM_USER, "--regid=" + group, "--clear-groups", "--ambient-caps"),
                capabilities);
    }

    private static String[] command(List<String> identity, List<String> capabilities) {
        StringBuilder set = new StringBuilder("-all");
        for (String capability : capabilities) {
            set.append(",+").append(capability.substring("CAP_".length()).toLowerCase(Locale.ROOT));
        }
        List<String> command = new ArrayList<>(List.of("setpriv", "--no-new-privs"));
        for (String option : identity) {
            command.add(option.equals("--ambient-caps") ? option + "=" + set : option);
        }
        command.add("--inh-caps=" + set);
        command.add("--bounding-set=" + set);
        return command.toArray(String[]::new);
    }
}
