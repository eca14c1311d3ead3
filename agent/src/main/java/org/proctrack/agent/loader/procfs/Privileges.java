// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this process may do, as far as its capabilities go. */
public final class Privileges {

    private static final int CAP_SYS_ADMIN = 21; // stands for those that were split off it

    /** A capability by the kernel's number. */
    private record Capability(String name, int number) {}

    /** What a start takes, and a stop that proves whose build it stops. All else takes open pins only. */
    private static final List<Capability> TO_LOAD =
            List.of(new Capability("CAP_BPF", 39), new Capability("CAP_PERFMON", 38));

    /** For the calls, which start does without when the kernel refuses them. */
    private static final Capability FOR_CALLS = new Capability("CAP_NET_ADMIN", 12);

    private static final Capability KILL = new Capability("CAP_KILL", 5);

    private Privileges() {}

    /** {@return names of the capabilities that a start with all features needs and this process has not} */
    public static List<String> missing() {
        List<Capability> all = new ArrayList<>(TO_LOAD);
        all.add(FOR_CALLS);
        return all.stream()
                .filter(capability -> !suffices(capability))
                .map(Capability::name)
                .toList();
    }

    /** {@return whether it may load the extension, possibly without the calls} */
    public static boolean mayLoad() {
        return TO_LOAD.stream().allMatch(Privileges::suffices);
    }

    /** Networks are not what CAP_SYS_ADMIN is for, but BPF takes it for CAP_NET_ADMIN too. */
    private static boolean suffices(Capability capability) {
        long effective = effective();
        return has(effective, capability.number()) || has(effective, CAP_SYS_ADMIN);
    }

    /** {@return whether it may signal whom it likes} */
    public static boolean mayKill() {
        return has(effective(), KILL.number());
    }

    /** {@return whether this process is root, with whatever capabilities} */
    public static boolean root() {
        return status("Uid:").map(ids -> ids.split("\\s+", -1)[1].equals("0")).orElse(true);
    }

    private static boolean has(long capabilities, int capability) {
        return ((capabilities >>> capability) & 1) != 0;
    }

    /** All, when there is no /proc: then only the call itself can tell. */
    private static long effective() {
        return status("CapEff:").map(mask -> Long.parseUnsignedLong(mask, 16)).orElse(-1L);
    }

    private static Optional<String> status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
