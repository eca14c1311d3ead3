// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.util.Optional;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.audit.AuditForm;

/**
 * What stands behind {@code -javaagent:proctrack-agent.jar=}:
 * {@code start,n=2048,file=/path,overflow=kill,share=25,no-calls,history=1000,debug,audit=json}, each part optional.
 *
 * @param start whether to load the extension
 * @param file path of the image; empty for the bundled one
 * @param choices of the start
 * @param audit form of the audit lines; empty leaves it as it is
 */
record AgentOptions(boolean start, String file, StartOptions choices, Optional<AuditForm> audit) {

    static AgentOptions parse(String text) {
        boolean start = false;
        String file = "";
        Optional<AuditForm> audit = Optional.empty();
        StartOptions choices = StartOptions.of(StartOptions.DEFAULT_CAPACITY);
        for (String option : (text == null ? "" : text).split(",", -1)) {
            String name = option.strip();
            int equals = name.indexOf('=');
            String value = equals < 0 ? "" : name.substring(equals + 1);
            switch (equals < 0 ? name : name.substring(0, equals + 1)) {
                case "" -> {}
                case "start" -> start = true;
                case "n=" -> choices = choices.withCapacity(number(name, value));
                case "file=" -> file = value;
                case "overflow=" -> choices = choices.withOverflowKill(overflow(value));
                case "share=" -> choices = choices.withUserShare(number(name, value));
                case "no-calls" -> choices = choices.withCalls(false);
                case "history=" -> choices = choices.withHistory(number(name, value));
                case "debug" -> choices = choices.withDebug(true);
                case "audit=" -> audit = Optional.of(audit(name, value));
                default -> throw invalid("unknown agent option " + name);
            }
        }
        return new AgentOptions(start, file, choices, audit);
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw invalid("agent option " + option + " is not a number");
        }
    }

    private static boolean overflow(String value) {
        return switch (value) {
            case "kill" -> true;
            case "track" -> false;
            default -> throw invalid("agent option overflow=" + value + " must be track or kill");
        };
    }

    private static AuditForm audit(String option, String value) {
        try {
            return AuditForm.of(value);
        } catch (IllegalArgumentException e) {
            throw invalid("agent option " + option + " must be text, json or off");
        }
    }

    private static KernelException invalid(String what) {
        return new KernelException(
                Kind.INVALID,
                what
                        + ": use for example start,n=2048,file=/path,overflow=kill,share=25,no-calls,history=1000,debug,audit=json");
    }
}
