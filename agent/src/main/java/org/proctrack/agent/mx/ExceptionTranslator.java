// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.function.Supplier;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.text.Printable;

/**
 * Turns our refusals into exceptions of the JDK, without a cause: a client has none of our classes, and would see a
 * ClassNotFoundException in place of the message.
 */
final class ExceptionTranslator {

    private ExceptionTranslator() {}

    static <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (KernelException e) {
            throw forClients(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(line(e));
        }
    }

    static void run(Runnable operation) {
        call(() -> {
            operation.run();
            return null;
        });
    }

    /**
     * For attributes: {@return what a read answers, or something else when it is refused, which State explains}
     *
     * @throws IllegalStateException when nothing could be asked: that must not read as nothing
     */
    static <T> T orElse(T otherwise, Supplier<T> read) {
        try {
            return read.get();
        } catch (KernelException e) {
            requireAsked(e);
            return otherwise;
        }
    }

    /** Without a free descriptor there is no answer, while jobs and extension may well be there. */
    static void requireAsked(KernelException refusal) {
        if (refusal.kind() == KernelException.Kind.OUT_OF_FILES) {
            throw forClients(refusal);
        }
    }

    private static RuntimeException forClients(KernelException e) {
        return switch (e.kind()) {
            case INVALID, NO_SUCH_JOB, NO_SUCH_PROCESS, ALREADY_IN_JOB -> new IllegalArgumentException(reason(e));
            case DENIED -> new SecurityException(reason(e));
            case NOT_LOADED, ALREADY_LOADED, FULL, BUSY, UNAVAILABLE, OUT_OF_FILES, FAILED ->
                new IllegalStateException(reason(e));
        };
    }

    /** {@return one line that says what is wrong, and what a client of JMX can do} */
    static String reason(KernelException e) {
        return Remedies.inJmx(line(e));
    }

    /** A message may repeat an argument; it goes to terminals. */
    private static String line(RuntimeException e) {
        return Printable.line(String.valueOf(e.getMessage()));
    }
}
