// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.kernel.Kernel;

/** Where the contract is tried: a kernel, and processes for it. */
public interface Machine extends AutoCloseable {

    /**
     * Two processes.
     *
     * @param parent pid of the one
     * @param child pid of the other, whose name is sleep
     */
    record Family(long parent, long child) {}

    /** {@return the kernel} */
    Kernel kernel();

    /** Starts a process that is in no job; its name is sleep, and it ends at SIGTERM. */
    long process();

    /** Starts a process with a child; neither is in a job, and both end at SIGTERM. */
    Family family();

    /** Kills a process, and waits until it is gone. */
    void kill(long pid);

    /** {@return a group that has a name} */
    Group group();

    /** {@return a job id that nobody has used} */
    long unusedJob();

    /** Unloads what is loaded, and ends its processes. */
    @Override
    void close();
}
