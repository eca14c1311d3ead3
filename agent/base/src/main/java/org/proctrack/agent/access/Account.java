// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.util.regex.Pattern;

/**
 * Somebody who may log in.
 *
 * @param name what they log in with
 * @param role what they may do then
 * @param hash of their password
 */
public record Account(String name, Role role, String hash) {

    /** Fewest characters of a password. */
    public static final int LEAST_PASSWORD = 8;

    /** Most characters of a password. */
    public static final int MOST_PASSWORD = 1024;

    /** What the audit calls whoever did not log in; nobody else may have that name. */
    public static final String NOBODY = "local";

    private static final Pattern NAME = Pattern.compile("(?!-)[a-zA-Z0-9._-]{1,64}");

    /** {@return whether it is spelled as a name; {@link #NOBODY} is, and yet it is nobody's} */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** {@return an account with this password; the caller wipes it} */
    public static Account withPassword(String name, Role role, char[] password) {
        return new Account(name, role, PasswordHash.of(password).toString());
    }

    /** Without the hash: this goes to logs. */
    @Override
    public String toString() {
        return name + " (" + role + ")";
    }
}
