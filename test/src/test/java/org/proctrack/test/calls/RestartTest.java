// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Repository;

/** Callers outlive the extension, and find the next one without being started again. */
class RestartTest {

    @Test
    void callersGoOn() {
        try (Stage stage = Stage.empty()) {
            stage.play("restart", "restart", Repository.extension());
        }
    }
}
