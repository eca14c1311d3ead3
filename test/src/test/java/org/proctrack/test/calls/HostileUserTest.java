// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Noise from the user nobody, in four processes, for a while; each run has seeds of its own. */
class HostileUserTest {

    private static final int SECONDS = Integer.getInteger("proctrack.hostile.seconds", 20);

    @Test
    @Tag("slow")
    void noiseChangesNothingOfAnybodyElse() {
        try (Stage stage = Stage.with()) {
            stage.play("hostile", "hammer", SECONDS);
        }
    }
}
