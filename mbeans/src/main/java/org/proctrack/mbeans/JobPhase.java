// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/** What the kernel does to the newborn processes of a job. {@link JobInfo#phase()} holds the name of the constant. */
public enum JobPhase {
    /** They run. */
    RUNNING,
    /** The job was stopped with SIGSTOP: they are stopped at birth. */
    SUSPENDED,
    /** The job was killed with SIGKILL: they are killed at birth. */
    DYING
}
