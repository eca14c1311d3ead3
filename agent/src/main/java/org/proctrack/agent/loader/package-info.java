// SPDX-License-Identifier: Apache-2.0
/**
 * The way into the kernel: {@link org.proctrack.agent.loader.LoaderKernel} over the C library {@code libproctrackext}.
 * The only package that knows JNA, errno values and struct layouts.
 */
package org.proctrack.agent.loader;
