// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.security.Principal;

/**
 * Who has logged in, and as what. Not serializable, so that no client can send one.
 *
 * @param account as it was at login
 */
public record AccountPrincipal(Account account) implements Principal {

    @Override
    public String getName() {
        return account.name();
    }
}
