// SPDX-License-Identifier: Apache-2.0
/**
 * The sockets below the connector for remote clients: who is let in, for how long, and how much he may send. It knows
 * nothing of users and MBeans; whoever logs a client in says {@link org.proctrack.agent.remote.net.Entrance#welcome(String)}.
 */
package org.proctrack.agent.remote.net;
