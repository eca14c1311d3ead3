// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Ends a verb with an exit code and one line on stderr. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    CliException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What does not parse. */
    static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message);
    }

    /** What parses and cannot be done. */
    static CliException refused(String message) {
        return new CliException(ExitCode.REFUSED, message);
    }

    /** What parses and cannot be done, for a reason that is shown with PROCTRACK_TRACE. */
    static CliException refused(String message, Throwable cause) {
        CliException refusal = refused(message);
        refusal.initCause(cause);
        return refusal;
    }

    ExitCode code() {
        return code;
    }
}
