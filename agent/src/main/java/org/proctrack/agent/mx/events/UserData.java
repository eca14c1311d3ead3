// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.events;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.SimpleType;

/** The user data of a notification: types of the JDK only, for clients have none of our classes. */
final class UserData {

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, SimpleType<?>> types = new LinkedHashMap<>();

    UserData number(String name, long value, String text) {
        return put(name, value, SimpleType.LONG, text);
    }

    UserData text(String name, String value, String text) {
        return put(name, value, SimpleType.STRING, text);
    }

    private UserData put(String name, Object value, SimpleType<?> type, String text) {
        values.put(name, value);
        types.put(name, type);
        texts.put(name, text);
        return this;
    }

    CompositeData of(String notificationType) {
        String[] names = values.keySet().toArray(String[]::new);
        try {
            CompositeType type = new CompositeType(
                    notificationType,
                    "User data of " + notificationType,
                    names,
                    texts.values().toArray(String[]::new),
                    types.values().toArray(SimpleType<?>[]::new));
            return new CompositeDataSupport(type, values);
        } catch (OpenDataException e) {
            throw new IllegalStateException(notificationType, e); // a name twice, or an empty text
        }
    }
}
