// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/** A call that the kernel, or the way to it, refused. The message is one line that names the thing and the fix. */
public final class KernelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is. */
    public enum Kind {
        /** A value is out of range: job 0, capacity 0, a file that is no extension. */
        INVALID,
        /** The caller may not, or nobody may (init, kernel threads). */
        DENIED,
        /** The extension is not loaded. */
        NOT_LOADED,
        /** It is loaded already, by this or another layout. */
        ALREADY_LOADED,
        /** No such job. */
        NO_SUCH_JOB,
        /** No such process, or it is in no job. */
        NO_SUCH_PROCESS,
        /** The process is in a job already. */
        ALREADY_IN_JOB,
        /** The table is full. */
        FULL,
        /** Jobs are alive, or another build is loaded, or somebody else is at work. */
        BUSY,
        /** The kernel, the container or the platform lacks what it takes. */
        UNAVAILABLE,
        /** This process, or the machine, has no file descriptor left for the question. */
        OUT_OF_FILES,
        /** Anything else; the cause or the detail says what. */
        FAILED
    }

    private final Kind kind;
    private final String detail;

    /**
     * A refusal.
     *
     * @param kind what kind
     * @param message one line: what is wrong with what, and what to do
     */
    public KernelException(Kind kind, String message) {
        this(kind, message, "", null);
    }

    /**
     * A refusal with what the kernel said.
     *
     * @param kind what kind
     * @param message one line: what is wrong with what, and what to do
     * @param detail many lines, for instance the verifier's log; may be empty
     * @param cause may be null
     */
    public KernelException(Kind kind, String message, String detail, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.detail = detail;
    }

    /** {@return what kind of refusal it is} */
    public Kind kind() {
        return kind;
    }

    /** {@return what the kernel or the loader said in full; empty when nothing} */
    public String detail() {
        return detail;
    }
}
