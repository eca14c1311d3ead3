// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.proctrack.agent.text.Json;
import org.proctrack.agent.text.Printable;

/** Names and values that become one line, whatever the values hold: nobody can write a second line, or another field. */
final class AuditLine {

    private static final int MAX_LENGTH = 300;
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}._:/@%+-]+");

    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Adds a text, a number or a list of texts. */
    AuditLine with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    String text() {
        StringJoiner line = new StringJoiner(" ", "audit ", "");
        fields.forEach((name, value) -> line.add(name + "=" + textOf(value)));
        return line.toString();
    }

    private static String textOf(Object value) {
        if (value instanceof List<?> list) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            list.forEach(item -> items.add(textOf(item)));
            return items.toString();
        }
        String text = clean(value);
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    String json(Instant time) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("time", time.toString());
        fields.forEach((name, value) -> object.put(name, jsonOf(value)));
        return Json.of(object);
    }

    private static Object jsonOf(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(AuditLine::jsonOf).toList();
        }
        return value instanceof Number || value instanceof Boolean ? value : clean(value);
    }

    private static String clean(Object value) {
        String text = String.valueOf(value);
        return Printable.line(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text);
    }

    /** Control characters are gone already. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
