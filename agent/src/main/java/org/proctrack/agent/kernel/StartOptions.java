// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * Choices at start.
 *
 * @param capacity processes that have a record, 1 to {@link #MAX_CAPACITY}
 * @param overflowKill kill newborns of a full table at birth, instead of tracking them without a record
 */
public record StartOptions(int capacity, boolean overflowKill) {

    /** The seed's default. */
    public static final int DEFAULT_CAPACITY = 2048;

    /** The largest pid_max that Linux knows. */
    public static final int MAX_CAPACITY = 4194304;

    /** Default choices with a capacity. */
    public static StartOptions of(int capacity) {
        return new StartOptions(capacity, false);
    }
}
