// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import java.util.List;
import javax.management.openmbean.CompositeData;

/** What came of a command, and what it was given, as an audit line says it. */
final class Outcome {

    private static final List<String> OF_A_KILL = List.of("signal", "signalled", "survivors", "waitedMillis");

    private Outcome() {}

    static AuditLine describe(AuditLine line, Object outcome) {
        if (outcome instanceof CompositeData verdict) {
            OF_A_KILL.stream().filter(verdict::containsKey).forEach(name -> line.with(name, verdict.get(name)));
        } else if (outcome != null) {
            line.with("result", plain(outcome));
        }
        return line;
    }

    /** The message of the first cause: JMX wraps what was thrown. */
    static String message(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    }

    /** Texts, numbers and booleans as they are; of anything else the class, for its toString is somebody's code. */
    static Object plain(Object value) {
        boolean plain = value == null || value instanceof String || value instanceof Boolean || isNumber(value);
        return plain ? String.valueOf(value) : value.getClass().getName();
    }

    private static boolean isNumber(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
    }
}
