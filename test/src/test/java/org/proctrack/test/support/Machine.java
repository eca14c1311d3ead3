// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the kernel itself, asked through Debian's bpftool, says is loaded. */
public final class Machine {

    private Machine() {}

    /** {@return ids of loaded programs whose name begins so} */
    public static Set<Integer> programs(String prefix) {
        Run run = Run.of("bpftool", "prog", "show");
        Set<Integer> ids = new TreeSet<>();
        for (String line : run.out().lines().toList()) {
            if (line.contains("name " + prefix)) {
                ids.add(Integer.valueOf(line.substring(0, line.indexOf(':'))));
            }
        }
        return ids;
    }

    /** {@return lines of ps for processes of a user} */
    public static List<String> processesOf(String uid) {
        return Run.of("ps", "-o", "pid=,stat=,comm=", "-u", uid).out().lines().toList();
    }
}
