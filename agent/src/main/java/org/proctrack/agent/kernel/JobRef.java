// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.proctrack.mbeans.Names;

/**
 * One job, from its first process to its last. The next job with its id is another one: what began with this one must
 * not end with that one.
 *
 * @param id job id, 1 to 4294967295
 * @param generation which of those with this id, as the kernel counts; 0 = whichever has it
 */
public record JobRef(long id, long generation) {

    /** Refuses an id that no job can have. */
    public JobRef {
        Range.check(id >= 1 && id <= Names.MAX_JOB_ID, "job", id, "job ids are 1 to " + Names.MAX_JOB_ID);
    }

    /** {@return whichever job has the id} */
    public static JobRef of(long id) {
        return new JobRef(id, 0);
    }
}
