// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mounts of this process, asked for one thing: whether files of a directory may be executed, and so loaded. */
final class MountTable {

    private final List<String> lines;

    private MountTable(List<String> lines) {
        this.lines = lines;
    }

    /** {@return the mounts now; none, and so no objection, where /proc is missing} */
    static MountTable read() {
        try {
            // ISO 8859-1 takes any byte of a path as it is
            return new MountTable(Files.readAllLines(Path.of("/proc/self/mounts"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new MountTable(List.of());
        }
    }

    static MountTable of(List<String> lines) {
        return new MountTable(lines);
    }

    /** {@return whether the mount that holds this real path is mounted noexec} */
    boolean noexec(Path directory) {
        String path = directory.toString();
        String longest = "";
        boolean noexec = false;
        for (String line : lines) {
            String[] field = line.split(" ", 5); // device, place, type, options, rest
            if (field.length < 4) {
                continue;
            }
            String place = unescape(field[1]);
            // of two mounts on one place the later one covers the earlier one
            if (holds(place, path) && place.length() >= longest.length()) {
                longest = place;
                noexec = List.of(field[3].split(",")).contains("noexec");
            }
        }
        return noexec;
    }

    private static boolean holds(String place, String path) {
        return place.equals("/") || path.equals(place) || path.startsWith(place + "/");
    }

    private static String unescape(String place) {
        return place.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
