// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/** The states of the kernel extension. {@link ExtensionMXBean#getState()} publishes the name of the constant. */
public enum ExtensionState {
    /** Not loaded. */
    STOPPED,
    /** Loaded and tracking. */
    RUNNING,
    /** The last start or stop failed; {@link ExtensionMXBean#getFailureReason()} says why. */
    FAILED,
    /** This kernel or this user cannot run it; {@link ExtensionMXBean#getFailureReason()} says what is missing. */
    UNAVAILABLE
}
