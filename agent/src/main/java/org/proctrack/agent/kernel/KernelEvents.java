// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.util.List;

/**
 * The events after some other event.
 *
 * @param events oldest first
 * @param last sequence number of the last event so far: what to ask with the next time
 * @param lost events after the one that was named which the ring no longer has
 */
public record KernelEvents(List<KernelEvent> events, long last, long lost) {}
