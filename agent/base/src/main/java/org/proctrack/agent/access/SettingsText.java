// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.proctrack.agent.files.FileRefusedException;

/** A properties file whose every key is asked for, once and rightly spelled: a typing error must not let anybody in. */
final class SettingsText {

    private static final int MOST_PORT = 65535;

    private final Path file;
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> known = new TreeSet<>();

    SettingsText(Path file, byte[] content) throws IOException {
        this.file = file;
        Set<String> twice = new HashSet<>();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            new Lines(values, twice).load(new StringReader(text));
        } catch (CharacterCodingException e) {
            throw new FileRefusedException(file, "is not valid UTF-8");
        } catch (IllegalArgumentException e) {
            throw new FileRefusedException(file, "has a damaged \\u sequence");
        }
        for (String key : twice) {
            throw refuse(key, "is given twice");
        }
    }

    /** Properties keep the last of two values without a word. */
    private static final class Lines extends Properties {

        private static final long serialVersionUID = 1L;

        private final transient Map<String, String> values;
        private final transient Set<String> twice;

        Lines(Map<String, String> values, Set<String> twice) {
            this.values = values;
            this.twice = twice;
        }

        @Override
        public synchronized Object put(Object key, Object value) {
            if (values.put(key.toString(), value.toString().strip()) != null) {
                twice.add(key.toString());
            }
            return null;
        }
    }

    private String value(String key) {
        known.add(key);
        return values.getOrDefault(key, "");
    }

    /** Relative to where the settings are. */
    Optional<Path> path(String key) throws IOException {
        String value = value(key);
        try {
            return value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(file.toAbsolutePath().resolveSibling(value));
        } catch (InvalidPathException e) {
            throw refuse(key, "is not a valid file name in this locale");
        }
    }

    Path path(String key, String usual) throws IOException {
        return path(key).orElse(file.toAbsolutePath().resolveSibling(usual));
    }

    boolean isOn(String key, boolean usual) throws IOException {
        return switch (value(key)) {
            case "on" -> true;
            case "off" -> false;
            case "" -> usual;
            default -> throw refuse(key, "must be on or off");
        };
    }

    /** A name, or an address as it stands in a URL or without its brackets. */
    Optional<String> host(String key) throws IOException {
        String value = value(key).replaceAll("^\\[(.*)]$", "$1");
        if (!value.matches("[a-zA-Z0-9._-]{0,255}|[0-9a-fA-F:.]{2,45}(%[a-zA-Z0-9._-]{1,32})?")
                || value.matches("[^:]*:[^:]*")) {
            throw refuse(key, "is the name or the address of a host");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    Optional<Integer> port(String key) throws IOException {
        return value(key).isEmpty() ? Optional.empty() : Optional.of(number(key, 1, MOST_PORT));
    }

    int number(String key, int usual, int most) throws IOException {
        String value = value(key);
        if (value.isEmpty()) {
            return usual;
        }
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > most) {
            throw refuse(key, "must be a number from 1 to " + most);
        }
        return Integer.parseInt(value);
    }

    void requireAllKnown() throws IOException {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!known.contains(key)) {
                throw refuse(key, "is not a setting; known settings are " + String.join(", ", known));
            }
        }
    }

    FileRefusedException refuse(String key, String reason) {
        return new FileRefusedException(file, key.replaceAll("\\P{Graph}", "?") + " " + reason);
    }
}
