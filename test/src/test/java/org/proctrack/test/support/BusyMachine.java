// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.time.Duration;

/** How patient the tests are: what they wait for comes at once on a quiet machine, and later on one with other work. */
public final class BusyMachine {

    /** Only a test that fails waits this long. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** How long processes that a test starts may live; a test that ends earlier ends them itself. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    private BusyMachine() {}
}
