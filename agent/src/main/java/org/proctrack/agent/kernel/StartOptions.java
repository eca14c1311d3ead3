// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * Choices at start.
 *
 * @param capacity processes that have a record, 1 to {@link #MAX_CAPACITY}
 * @param overflowKill kill newborns of a full table at birth, instead of tracking them without a record
 * @param userShare percent of the capacity that the jobs of one user other than root may take, 1 to 100
 * @param calls let any process use the calls of {@code proctrack.h}, where the kernel can
 */
public record StartOptions(int capacity, boolean overflowKill, int userShare, boolean calls) {

    /** The seed's default. */
    public static final int DEFAULT_CAPACITY = 2048;

    /** The largest pid_max that Linux knows. */
    public static final int MAX_CAPACITY = 4194304;

    /** So that no three users can fill the table. */
    public static final int DEFAULT_USER_SHARE = 25;

    /** Default choices with a capacity. */
    public static StartOptions of(int capacity) {
        return new StartOptions(capacity, false, DEFAULT_USER_SHARE, true);
    }

    /** The same, but with another capacity. */
    public StartOptions withCapacity(int n) {
        return new StartOptions(n, overflowKill, userShare, calls);
    }

    /** The same, but with this choice about a full table. */
    public StartOptions withOverflowKill(boolean kill) {
        return new StartOptions(capacity, kill, userShare, calls);
    }

    /** The same, but with another share for users. */
    public StartOptions withUserShare(int percent) {
        return new StartOptions(capacity, overflowKill, percent, calls);
    }

    /** The same, but with or without the calls. */
    public StartOptions withCalls(boolean open) {
        return new StartOptions(capacity, overflowKill, userShare, open);
    }
}
