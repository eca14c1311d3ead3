// SPDX-License-Identifier: Apache-2.0
/** What happened in the kernel, as JMX notifications. Nobody who listens can hold up anybody else. */
package org.proctrack.agent.mx.events;
