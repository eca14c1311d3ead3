// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

/**
 * Something that the extension uses where this kernel has it.
 *
 * @param name the kernel's own name, for example {@code bpf_send_signal_task}
 * @param available whether it is on in the loaded extension; when none is loaded, whether this kernel has it
 * @param since first Linux version that has it, or needs it, for example {@code 6.13}
 * @param detail what it is used for and, when it is off, what is done instead and why: the kernel's reason, if it refused
 */
public record KernelFeature(String name, boolean available, String since, String detail) {}
