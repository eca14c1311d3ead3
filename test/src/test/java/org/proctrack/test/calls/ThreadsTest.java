// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any thread may call anything at any time. */
class ThreadsTest {

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = Stage.with();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "register", "leader"})
    void anyThreadMayCall(String scene) {
        stage.play("threads", scene);
    }
}
