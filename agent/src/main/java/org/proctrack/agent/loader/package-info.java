// SPDX-License-Identifier: Apache-2.0
/**
 * The way into the kernel: {@link org.proctrack.agent.loader.LoaderKernel} over the C library {@code libproctrackext}, with
 * a class for each kind of request. Below it: {@code abi}, the structs that C shares; {@code library}, how the C library
 * gets into this JVM; {@code procfs}, what /proc tells. Nothing else knows JNA, errno values and struct layouts.
 */
package org.proctrack.agent.loader;
