// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * Something that the extension uses where this kernel has it.
 *
 * @param name the kernel's own name, for example {@code bpf_send_signal_task}
 * @param available whether this kernel has it
 * @param since first Linux version that has it, for example {@code 6.13}
 * @param detail what it is used for and, when it is missing, what is done instead
 */
public record KernelFeature(String name, boolean available, String since, String detail) {}
