// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.util.List;

/**
 * Some processes of a job, in the order in which they entered it.
 *
 * @param processes not sorted by pid; may be empty although others follow
 * @param next where the next page begins; empty when there is none
 */
public record ProcessPage(List<ProcessInfo> processes, String next) {}
