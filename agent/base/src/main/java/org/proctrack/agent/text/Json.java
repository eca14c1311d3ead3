// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/** The only user of Gson, which is loaded when the first JSON is written. */
public final class Json {

    private static final char DELETE = 0x7f;
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    /** In ASCII: names of users and files may hold anything, and JSON goes to terminals too. */
    public static String of(Object value) {
        String json = GSON.toJson(value);
        StringBuilder ascii = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < DELETE) {
                ascii.append(c);
            } else { // inside a string, for nothing else has such
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }

    /** An object with one member more, as the last. */
    public static Object with(Object record, String name, Object value) {
        JsonObject object = GSON.toJsonTree(record).getAsJsonObject();
        object.add(name, GSON.toJsonTree(value));
        return object;
    }

    /** An object with the members of another one behind its own. */
    public static Object with(Object record, Object more) {
        JsonObject object = GSON.toJsonTree(record).getAsJsonObject();
        GSON.toJsonTree(more)
                .getAsJsonObject()
                .entrySet()
                .forEach(member -> object.add(member.getKey(), member.getValue()));
        return object;
    }
}
