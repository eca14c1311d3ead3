// SPDX-License-Identifier: Apache-2.0
/** Who did what: one line of java.util.logging for each command. */
package org.proctrack.agent.mx.audit;
