// SPDX-License-Identifier: Apache-2.0
/** Who may come in from afar, and as what: accounts, roles, and the settings of remote management. */
package org.proctrack.agent.access;
