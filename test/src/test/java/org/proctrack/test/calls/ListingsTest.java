// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.calls;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings while members come and go; at the small capacity most have no record. */
class ListingsTest {

    @ParameterizedTest
    @ValueSource(ints = {2048, 16})
    void whoStaysIsListedOnce(int capacity) {
        try (Stage stage = Stage.with("-n", capacity)) {
            stage.play("paging", "churn", 2000);
        }
    }
}
