// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The generated class has every field where the C compiler put it, and every number. */
class AbiTest {

    @Test
    void javaAgreesWithC() throws Exception {
        assertThat(java()).isEqualTo(c());
    }

    /** What make wrote into abi-layout.txt: "struct.field offset size", "struct sizeof bytes", "PT_NAME value N". */
    private static Map<String, String> c() throws IOException {
        Map<String, String> layout = new TreeMap<>();
        try (InputStream in = AbiTest.class.getResourceAsStream("/org/proctrack/kext/abi-layout.txt")) {
            assertThat(in).as("abi-layout.txt of the kext module").isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int blank = line.indexOf(' ');
                layout.put(javaName(line.substring(0, blank)), line.substring(blank + 1));
            });
        }
        return layout;
    }

    private static Map<String, String> java() throws IllegalAccessException {
        Map<String, String> layout = new TreeMap<>();
        for (java.lang.reflect.Field number : Abi.class.getDeclaredFields()) {
            layout.put("PT_" + number.getName(), "value " + number.get(null));
        }
        for (Class<?> struct : Abi.class.getDeclaredClasses()) {
            for (java.lang.reflect.Field constant : struct.getDeclaredFields()) {
                Object value = constant.get(null);
                if (value instanceof Field field) {
                    String name = constant.getName().toLowerCase(Locale.ROOT);
                    layout.put(struct.getSimpleName() + "." + name, field.offset() + " " + field.size());
                } else {
                    layout.put(struct.getSimpleName(), "sizeof " + value);
                }
            }
        }
        return layout;
    }

    /** {@return pt_job_info.user as JobInfo.user, a number as it is} */
    private static String javaName(String name) {
        if (name.startsWith("PT_")) {
            return name;
        }
        String[] parts = name.split("\\.", 2);
        StringBuilder struct = new StringBuilder();
        for (String word : parts[0].replaceFirst("^(pt|proctrackext)_", "").split("_", -1)) {
            struct.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return parts.length == 1 ? struct.toString() : struct + "." + parts[1];
    }
}
