// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody may do; each role may do all that the one before it may. */
public enum Role {
    /** Read. */
    MONITOR,
    /** Also register, signal and kill jobs. */
    OPERATOR,
    /** Also load and unload the extension. */
    ADMIN;

    /** {@return whether this role may do what the other one may} */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /**
     * Finds a role.
     *
     * @param name in lower case
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Role of(String name) {
        for (Role role : values()) {
            if (role.toString().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is not a role: use one of " + names());
    }

    private static String names() {
        return Arrays.stream(values()).map(Role::toString).collect(Collectors.joining(", "));
    }

    /** {@return its name in lower case, as {@link #of} takes it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
