// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The ObjectNames of all MBeans. They are frozen: scripts and exporter configurations hold them as text. */
public final class Names {

    /** The domain of all names. */
    public static final String DOMAIN = "proctrack";

    /** The name of the {@link ExtensionMXBean}. */
    public static final ObjectName EXTENSION = name("type=Extension");

    /** The name of the {@link JobsMXBean}. */
    public static final ObjectName JOBS = name("type=Jobs");

    /** The name of the {@link ProcessesMXBean}. */
    public static final ObjectName PROCESSES = name("type=Processes");

    /** The largest job id; the smallest is 1. */
    public static final long MAX_JOB_ID = 4294967295L;

    private static final ObjectName JOB_PATTERN = name("type=Job,*");

    private Names() {}

    /**
     * The name of the {@link JobMXBean} of one job.
     *
     * @param id job id, 1 to {@link #MAX_JOB_ID}
     * @return for example {@code proctrack:type=Job,id=42}
     * @throws IllegalArgumentException when the id is out of range
     */
    public static ObjectName job(long id) {
        if (id < 1 || id > MAX_JOB_ID) {
            throw new IllegalArgumentException("job " + id + " is out of range: give a job id from 1 to " + MAX_JOB_ID);
        }
        return name("type=Job,id=" + id);
    }

    /**
     * The pattern that matches every {@link JobMXBean} and nothing else.
     *
     * @return {@code proctrack:type=Job,*}
     */
    public static ObjectName jobPattern() {
        return JOB_PATTERN;
    }

    private static ObjectName name(String keys) {
        try {
            return new ObjectName(DOMAIN + ":" + keys);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(keys, e);
        }
    }
}
