// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * What a signal reached.
 *
 * @param job exactly which job
 * @param count how many of its processes
 */
public record Signalled(JobRef job, int count) {}
