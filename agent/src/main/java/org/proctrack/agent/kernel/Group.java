// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * A group of users.
 *
 * @param id its number
 * @param name its name; empty when the number has none
 */
public record Group(long id, String name) {}
