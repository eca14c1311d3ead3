// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad pointers, lengths, numbers and requests; and calls where there is nothing to call. */
class CarelessCallersTest {

    @ParameterizedTest
    @CsvSource({"badinput, loaded", "badinput, init", "rawinput, raw"})
    void nothingCrashesAndNothingChanges(String program, String scene) {
        try (Stage stage = Stage.with("-n", 256)) {
            stage.play(program, scene);
        }
    }

    @Test
    void beforeTheStartAndAfterTheStopThereIsNothing() {
        try (Stage stage = Stage.empty()) {
            stage.play("unloaded", "absent");
            stage.start("--no-calls");
            stage.play("unloaded", "nocalls"); // root goes through the pins
            stage.stop();
            stage.play("unloaded", "absent");
        }
    }
}
