// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one user may take of the table: a quarter, unless the start said otherwise. */
class SharesTest {

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = Stage.with("-n", 64);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"records", "new-job", "jobs", "forks", "root", "users", "subordinates"})
    void nobodyButRootTakesItAll(String scene) {
        stage.play("share", scene);
    }

    @ParameterizedTest
    @CsvSource({"16, 50", "64, 1"})
    void theShareIsChosenAtTheStart(int capacity, int percent) {
        try (Stage other = Stage.with("-n", capacity, "--user-share", percent)) {
            other.play("share", "records", capacity * percent / 100);
            other.play("share", "forks", capacity * percent / 100);
            other.play("share", "users");
        }
    }
}
