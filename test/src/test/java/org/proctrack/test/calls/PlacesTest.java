// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers, chroots, cgroups, all kinds of sockets, and programs that close everything. */
class PlacesTest {

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
    @ValueSource(
            strings = {
                "chroot",
                "pid-namespace",
                "pid-namespace-jobs",
                "pid-namespace-kill",
                "pid-namespace-init",
                "user-namespace",
                "other-namespaces",
                "container",
                "cgroups",
                "sockets"
            })
    void theCallsWorkAndMeanTheSame(String place) {
        stage.play("places", place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "fork"})
    void theLibraryNeedsNoDescriptorOfItsOwn(String scene) {
        stage.play("descriptors", scene);
    }
}
