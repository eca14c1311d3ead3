// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import java.util.Locale;

/** What an audit line looks like. */
public enum AuditForm {
    /** {@code audit op=killJob principal=local args=[42, KILL] verdict=ok signalled=3 survivors=0}. */
    TEXT,
    /** One JSON object. */
    JSON,
    /** There are none. */
    OFF;

    /**
     * The form with a name.
     *
     * @param name text, json or off
     * @throws IllegalArgumentException when it is something else
     */
    public static AuditForm of(String name) {
        for (AuditForm form : values()) {
            if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
                return form;
            }
        }
        throw new IllegalArgumentException("audit must be text, json or off, not \"" + name + "\"");
    }
}
