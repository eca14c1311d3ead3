// SPDX-License-Identifier: Apache-2.0
/**
 * The management contract of proctrack: MXBean interfaces, the records that they hand out, and the ObjectNames.
 *
 * <p>The interfaces are the documentation. Times are epoch milliseconds, durations are milliseconds, counts are plain
 * numbers. Every attribute is read from the kernel extension at the moment of the call; two attributes that are read
 * one after the other may differ by what happened in between, while one record is one snapshot.
 *
 * <p>A refusal is an {@link IllegalArgumentException} (bad input) or an {@link IllegalStateException} (the extension is
 * not loaded, or not in a state to do it). Its message is one line and says what to do.
 */
package org.proctrack.mbeans;
