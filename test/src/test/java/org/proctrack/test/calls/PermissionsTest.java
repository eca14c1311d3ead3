// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose job it is, and whom its signals reach. */
class PermissionsTest {

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
    @ValueSource(strings = {"ownership", "refused", "guests", "capability"})
    void jobsBelongToTheirOwners(String scene) {
        stage.play("permission", scene);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "half"})
    void setuidProgramsAreSparedAsFarAsKillSparesThem(String kind) {
        stage.play("setuid", kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "suspend", "subordinates", "subordinate-kill", "ending"})
    void ownersReachNewbornsToo(String scene) {
        stage.play("forking", scene);
    }

    /** 0: in the callers' session, where SIGCONT is free; 1: each target in a session of its own. */
    @ParameterizedTest
    @CsvSource({"matrix, 0", "matrix, 1", "weak-root, 0", "weak-root, 1"})
    void aJobOfOneProcessIsSignalledLikeTheProcess(String scene, int session) {
        stage.play("likekill", scene, session);
    }
}
