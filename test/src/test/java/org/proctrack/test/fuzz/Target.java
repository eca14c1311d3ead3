// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

/** What is attacked. */
interface Target extends AutoCloseable {

    /** Plays one case; what must not be goes to the outcomes. */
    void play(Chance chance, long number);

    /** Looks at the whole, now and then and at the end. */
    void check();

    @Override
    void close();
}
