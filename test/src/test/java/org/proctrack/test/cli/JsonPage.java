// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.proctrack.test.support.Repository;

/** The keys and types of proctrack-json(5), held against documents. */
final class JsonPage {

    private static final Pattern LINE = Pattern.compile("\\.(Ss|It Ic|It Li) (.+?)(?: Ta (.+?)(?: Ta (.+))?)?");

    private final Map<String, String> verbs = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    private final Set<String> verbsSeen = new TreeSet<>();
    private final Set<String> objectsSeen = new TreeSet<>();

    JsonPage() throws IOException {
        Map<String, String> keys = Map.of();
        for (String line : Files.readAllLines(Repository.file("scripts/packaging/proctrack-json.5"))) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            switch (matcher.group(1)) {
                case "Ss" -> {
                    keys = new LinkedHashMap<>();
                    objects.put(matcher.group(2), keys);
                }
                case "It Ic" -> verbs.put(matcher.group(2).replace("Fl -", "--"), matcher.group(3));
                default -> {
                    assertThat(matcher.group(4)).as(line).isNotNull();
                    keys.put(matcher.group(2), matcher.group(3));
                }
            }
        }
    }

    /** Asserts that a verb may print this. */
    void check(String verb, JsonElement document) {
        assertThat(verbs).containsKey(verb);
        verbsSeen.add(verb);
        check(verb, verbs.get(verb), document);
    }

    private void check(String where, String types, JsonElement value) {
        List<String> others = new ArrayList<>(List.of(types.split(" or ", -1)));
        // Two kinds of object are told apart by their keys
        others.removeIf(type -> objects.containsKey(type)
                && value instanceof JsonObject object
                && !objects.get(type).keySet().equals(object.keySet()));
        assertThat(others).as("%s, which is %s: %s", where, types, value).anyMatch(type -> is(type, value));
        for (String type : others) {
            if (value.isJsonArray()) {
                value.getAsJsonArray().forEach(item -> check(where + "[]", type.replace("[]", ""), item));
            } else if (value instanceof JsonObject object && objects.containsKey(type)) {
                objectsSeen.add(type);
                objects.get(type).forEach((key, of) -> check(where + "." + key, of, object.get(key)));
            }
        }
    }

    private boolean is(String type, JsonElement value) {
        return switch (type) {
            case "null" -> value.isJsonNull();
            case "boolean" -> value instanceof JsonPrimitive primitive && primitive.isBoolean();
            case "string" -> value instanceof JsonPrimitive primitive && primitive.isString();
            case "number" -> value instanceof JsonPrimitive primitive && primitive.isNumber();
            case "integer" ->
                value instanceof JsonPrimitive primitive
                        && primitive.isNumber()
                        && primitive.getAsString().matches("-?[0-9]+");
            default -> {
                assertThat(objects).containsKey(type.replace("[]", ""));
                yield type.endsWith("[]") ? value.isJsonArray() : value.isJsonObject();
            }
        };
    }

    /** {@return what no document has shown yet} */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>(verbs.keySet());
        unseen.addAll(objects.keySet());
        unseen.removeAll(verbsSeen);
        unseen.removeAll(objectsSeen);
        return unseen;
    }
}
