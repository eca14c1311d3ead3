// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.IdentityHashMap;
import java.util.function.Supplier;

/**
 * One look at the kernel for all attributes of a bulk read: they belong together, and an exporter that reads thirty of
 * them costs one call. A read of one attribute looks for itself.
 */
final class BulkRead {

    private static final ThreadLocal<IdentityHashMap<Supplier<?>, Object>> LOOKS = new ThreadLocal<>();

    private BulkRead() {}

    /** Runs a read in which each of the {@link #once} is asked once. */
    static <T> T share(Supplier<T> read) {
        if (LOOKS.get() != null) {
            return read.get();
        }
        LOOKS.set(new IdentityHashMap<>());
        try {
            return read.get();
        } finally {
            LOOKS.remove(); // the thread is the connector's, and lives on
        }
    }

    /** {@return the same look; inside of {@link #share} it is taken at the first question and kept} */
    static <T> Supplier<T> once(Supplier<T> look) {
        return new Supplier<>() {
            @Override
            @SuppressWarnings("unchecked") // what we put there
            public T get() {
                IdentityHashMap<Supplier<?>, Object> looks = LOOKS.get();
                return looks == null ? look.get() : (T) looks.computeIfAbsent(this, self -> look.get());
            }
        };
    }
}
