// SPDX-License-Identifier: Apache-2.0
/**
 * The sockets below the connector for remote clients: who is let in, for how long, how much he may send, and how much
 * of a processor he may take. It knows nothing of roles and MBeans; whoever logs a client in says {@link org.proctrack.agent.remote.net.SocketListener#welcome(String)}.
 */
package org.proctrack.agent.remote.net;
