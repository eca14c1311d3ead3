// SPDX-License-Identifier: Apache-2.0
/** The one port for JMX clients of other machines: who comes in, and what they may see and touch. */
package org.proctrack.agent.remote;
