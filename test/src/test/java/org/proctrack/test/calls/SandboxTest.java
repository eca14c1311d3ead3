// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that a seccomp filter ends at the first system call which they were not to make. */
class SandboxTest {

    @ParameterizedTest
    @ValueSource(strings = {"forbids", "allows"})
    void theCallsMakeNoOthersThanTheManualNames(String filter) {
        try (Stage stage = Stage.with("-n", 256)) {
            stage.play("sandbox", filter);
        }
    }
}
