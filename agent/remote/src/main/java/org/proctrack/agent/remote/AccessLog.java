// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.util.List;
import org.proctrack.agent.access.Account;

/** Where the port tells who came, and what they did. Whoever writes it down neither blocks nor throws. */
public interface AccessLog {

    /**
     * A remote client did something with an MBean that keeps no audit itself, or tried to.
     *
     * @param mbean name of the MBean; empty for none
     * @param operation name
     * @param arguments as given
     * @param refusal null when it was granted
     */
    void passed(String mbean, String operation, List<Object> arguments, Throwable refusal);

    /**
     * A session began or ended.
     *
     * @param operation login or logout
     * @param account whose
     * @param from address of the client
     * @param refusal null when it went well
     */
    void session(String operation, Account account, String from, Throwable refusal);

    /** Nobody logged in: the name that was given, possibly empty, is no account's, or its password was wrong. */
    void notLoggedIn(String name, String from, Throwable refusal);

    /** Connections were cut or turned away: so many from one address, for one reason. */
    void cut(String from, String reason, long count);
}
