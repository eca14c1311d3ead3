// SPDX-License-Identifier: Apache-2.0
/**
 * The escape drill of {@code proctrack selftest}: each trick in a throw-away job of its own. What a trick does is in
 * {@code kext/tricks}; here is who is watched, the kill, and the verdict.
 */
package org.proctrack.agent.selftest;
