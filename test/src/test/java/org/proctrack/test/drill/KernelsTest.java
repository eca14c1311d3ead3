// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill of {@code test/qemu} on this kernel, with the features left out that others lack. */
@Tag("slow")
class KernelsTest {

    @TempDir
    private Path directory;

    @Test
    void theWaysOfOtherKernelsWorkOnThisOne() {
        GuestDrill.assertAllPassed(GuestDrill.run(directory, "-f", "0,0x2f,0x80", "native"));
    }
}
