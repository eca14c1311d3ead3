// SPDX-License-Identifier: Apache-2.0
/**
 * How the native files of the jar get to where they are used: unpacked into a private directory, loaded, and removed.
 * {@link org.proctrack.agent.loader.library.LoaderLibrary} transcribes {@code proctrack_loader.h}.
 */
package org.proctrack.agent.loader.library;
