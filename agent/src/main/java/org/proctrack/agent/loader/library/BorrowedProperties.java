// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import java.util.HashMap;
import java.util.Map;

/**
 * System properties that are ours for a moment, under names that nobody else reads.
 */
final class BorrowedProperties implements AutoCloseable {

    private final Map<String, String> before = new HashMap<>();
    private final Map<String, String> ours = new HashMap<>();

    /** Sets a property until {@link #close}. */
    void set(String key, String value) {
        before.put(key, System.getProperty(key));
        ours.put(key, value);
        System.setProperty(key, value);
    }

    /** Puts back what was there before, unless somebody else has set it meanwhile. */
    @Override
    public void close() {
        ours.forEach((key, value) -> {
            if (value.equals(System.getProperty(key))) {
                putBack(key, before.get(key));
            }
        });
    }

    private static void putBack(String key, String value) {
        if (value == null) {
            System.clearProperty(key);
        } else {
            System.setProperty(key, value);
        }
    }
}
