// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.nio.file.Path;

/**
 * Choices at start.
 *
 * @param capacity processes that have a record, 1 to {@link #MAX_CAPACITY}
 * @param overflowKill kill newborns of a full table at birth, instead of tracking them without a record
 * @param userShare percent of the capacity that the jobs of one user other than root may take, 1 to 100
 * @param calls let any process use the calls of {@code proctrack.h}, where the kernel can
 * @param history final records of ended jobs to keep, 0 to {@link #MAX_HISTORY}
 * @param debug trace into {@link #debugLog} from the beginning
 * @param debugLog absolute path of the debug log
 * @param verbose keep all that the kernel and the loader say of the load, which may be megabytes
 */
public record StartOptions(
        int capacity,
        boolean overflowKill,
        int userShare,
        boolean calls,
        int history,
        boolean debug,
        String debugLog,
        boolean verbose) {

    /** The seed's default. */
    public static final int DEFAULT_CAPACITY = 2048;

    /** The largest pid_max that Linux knows. */
    public static final int MAX_CAPACITY = 4194304;

    /** So that no three users can fill the table. */
    public static final int DEFAULT_USER_SHARE = 25;

    /** Final records that are kept unless somebody says otherwise. */
    public static final int DEFAULT_HISTORY = 1000;

    /** A quarter of a gigabyte of records. */
    public static final int MAX_HISTORY = 1_000_000;

    private static final String LOG_NAME = "proctrackext.log";

    /** Refuses what no table can have. */
    public StartOptions {
        Range.check(capacity >= 1 && capacity <= MAX_CAPACITY, "capacity", capacity, "1 to " + MAX_CAPACITY);
        Range.check(userShare >= 1 && userShare <= 100, "user share", userShare, "1 to 100 percent");
        Range.check(
                history >= 0 && history <= MAX_HISTORY, "history", history, "0 to " + MAX_HISTORY + " final records");
    }

    /** Default choices with a capacity. */
    public static StartOptions of(int capacity) {
        String log = Path.of(LOG_NAME).toAbsolutePath().toString();
        return new StartOptions(capacity, false, DEFAULT_USER_SHARE, true, DEFAULT_HISTORY, false, log, false);
    }

    /** The same, but with another capacity. */
    public StartOptions withCapacity(int n) {
        return new StartOptions(n, overflowKill, userShare, calls, history, debug, debugLog, verbose);
    }

    /** The same, but with this choice about a full table. */
    public StartOptions withOverflowKill(boolean kill) {
        return new StartOptions(capacity, kill, userShare, calls, history, debug, debugLog, verbose);
    }

    /** The same, but with another share for users. */
    public StartOptions withUserShare(int percent) {
        return new StartOptions(capacity, overflowKill, percent, calls, history, debug, debugLog, verbose);
    }

    /** The same, but with or without the calls. */
    public StartOptions withCalls(boolean open) {
        return new StartOptions(capacity, overflowKill, userShare, open, history, debug, debugLog, verbose);
    }

    /** The same, but with so many final records. */
    public StartOptions withHistory(int records) {
        return new StartOptions(capacity, overflowKill, userShare, calls, records, debug, debugLog, verbose);
    }

    /** The same, but with the debug trace on or off. */
    public StartOptions withDebug(boolean on) {
        return new StartOptions(capacity, overflowKill, userShare, calls, history, on, debugLog, verbose);
    }

    /** The same, but with all that is said of the load, or not. */
    public StartOptions withVerbose(boolean all) {
        return new StartOptions(capacity, overflowKill, userShare, calls, history, debug, debugLog, all);
    }
}
