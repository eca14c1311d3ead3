// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/** The only user of Gson: a verb without --json does not load it. */
final class Json {

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    static String of(Object value) {
        return GSON.toJson(value);
    }

    /** An object with one member more, as the last. */
    static JsonObject with(Object record, String name, Object value) {
        JsonObject object = GSON.toJsonTree(record).getAsJsonObject();
        object.add(name, GSON.toJsonTree(value));
        return object;
    }

    /** An object with the members of another one behind its own. */
    static JsonObject with(Object record, Object more) {
        JsonObject object = GSON.toJsonTree(record).getAsJsonObject();
        GSON.toJsonTree(more)
                .getAsJsonObject()
                .entrySet()
                .forEach(member -> object.add(member.getKey(), member.getValue()));
        return object;
    }
}
