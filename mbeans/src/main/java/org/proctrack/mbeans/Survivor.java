// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * A process that was still in the job when a {@link KillVerdict} was given.
 *
 * @param pid process id as the agent sees it
 * @param command name in the kernel, at most 15 characters
 * @param state letter of ps(1); D is a process that waits for a device and dies when it returns; {@code ?} when not
 *     known
 */
public record Survivor(long pid, String command, String state) {}
