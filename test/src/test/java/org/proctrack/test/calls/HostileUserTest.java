// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user can do to others with everything at hand: nothing. */
class HostileUserTest {

    private static final int SECONDS = Integer.getInteger("proctrack.hostile.seconds", 20);
    private static final int FLOOD_SECONDS = Integer.getInteger("proctrack.flood.seconds", 5);

    /** Of job ids, final records, events and walks by one user; and another one's bomb in the table. */
    @Test
    void floodsCostTheFloodersOwn() {
        try (Stage stage = Stage.with("-n", 256)) {
            stage.play("floods", "flood", FLOOD_SECONDS);
        }
    }

    /** From the user nobody, in four processes, for a while; each run has seeds of its own. */
    @Test
    @Tag("slow")
    void noiseChangesNothingOfAnybodyElse() {
        try (Stage stage = Stage.with()) {
            stage.play("hostile", "hammer", SECONDS);
        }
    }
}
