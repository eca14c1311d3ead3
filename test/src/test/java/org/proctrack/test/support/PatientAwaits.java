// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes every {@code await()} of the tests as patient as {@link BusyMachine} says; JUnit finds it by itself. */
public final class PatientAwaits implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(BusyMachine.LIMIT);
    }
}
