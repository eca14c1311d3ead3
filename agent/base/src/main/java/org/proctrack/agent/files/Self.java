// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that this process works as. */
final class Self {

    private static final int ROOT = 0;
    private static final int UID = uid();

    private Self() {}

    /** Whether what belongs to a user is root's, or ours. */
    static boolean trusts(int uid) {
        return uid == ROOT || uid == UID;
    }

    /** The effective one. Without /proc nobody but root is trusted. */
    private static int uid() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.split("\\s+", 4)[2]);
                }
            }
        } catch (IOException e) {
            return ROOT;
        }
        return ROOT;
    }
}
