// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Figures for people: short, and in columns that stand still. --json has the exact ones. */
final class Units {

    private static final String[] PREFIXES = {"B", "K", "M", "G", "T", "P", "E"};
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Units() {}

    /** Bytes in powers of 1024: 0, 512B, 1.5K, 12M, 1023G. */
    static String bytes(long bytes) {
        if (bytes <= 0) {
            return "0";
        }
        double value = bytes;
        int prefix = 0;
        // 1023.5 would be rounded to 1024: that is one of the next unit
        while (value >= 1023.5) {
            value /= 1024;
            prefix++;
        }
        boolean whole = prefix == 0 || value >= 9.95;
        return (whole ? Long.toString(Math.round(value)) : decimal(value)) + PREFIXES[prefix];
    }

    /** A time of two units at most, cut and not rounded, as clocks do: 350ms, 12.3s, 3m04s, 5h07m, 12d03h. */
    static String nanos(long nanos) {
        long time = Math.max(0, nanos);
        if (time < SECOND) {
            return time / MILLI + "ms";
        }
        if (time < MINUTE) {
            return time / SECOND + "." + time % SECOND / (100 * MILLI) + "s";
        }
        if (time < HOUR) {
            return two(time, MINUTE, "m", SECOND, "s");
        }
        return time < DAY ? two(time, HOUR, "h", MINUTE, "m") : two(time, DAY, "d", HOUR, "h");
    }

    /** The same in whole seconds, for a line that is drawn each second: 3s, 1m04s. */
    static String seconds(long nanos) {
        return nanos < MINUTE ? Math.max(0, nanos) / SECOND + "s" : nanos(nanos);
    }

    /** The same of a difference of two points in time; a clock that was set back makes it 0. */
    static String between(long fromMillis, long toMillis) {
        return nanos(Math.min(Math.max(0, toMillis - fromMillis), Long.MAX_VALUE / MILLI) * MILLI);
    }

    /** One place after the point, of what is not negative. */
    static String decimal(double value) {
        // Not String.format: its classes cost a tenth of what "proctrack list" may take
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    private static String two(long time, long large, String largeName, long small, String smallName) {
        long rest = time % large / small;
        return time / large + largeName + (rest < 10 ? "0" : "") + rest + smallName;
    }
}
