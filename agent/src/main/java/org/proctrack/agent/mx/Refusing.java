// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.function.Supplier;
import org.proctrack.agent.kernel.KernelException;

/**
 * Turns our refusals into exceptions of the JDK, without a cause: a client has none of our classes, and would see a
 * ClassNotFoundException in place of the message.
 */
final class Refusing {

    private Refusing() {}

    static <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (KernelException e) {
            throw forClients(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    static void run(Runnable operation) {
        call(() -> {
            operation.run();
            return null;
        });
    }

    /** For what may not throw: {@return what a read answers, or something else when it is refused} */
    static <T> T orElse(T otherwise, Supplier<T> read) {
        try {
            return read.get();
        } catch (KernelException e) {
            return otherwise;
        }
    }

    private static RuntimeException forClients(KernelException e) {
        return switch (e.kind()) {
            case INVALID, NO_SUCH_JOB, NO_SUCH_PROCESS, ALREADY_IN_JOB -> new IllegalArgumentException(e.getMessage());
            case DENIED -> new SecurityException(e.getMessage());
            case NOT_LOADED, ALREADY_LOADED, FULL, BUSY, UNAVAILABLE, FAILED ->
                new IllegalStateException(e.getMessage());
        };
    }
}
