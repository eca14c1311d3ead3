// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every field of the structs that C and Java share stands where the C compiler put it; none is missing on either side. */
class AbiTest {

    private static final Map<String, Class<?>> STRUCTS = Map.ofEntries(
            Map.entry("pt_request", Abi.Request.class),
            Map.entry("pt_process", Abi.ProcessItem.class),
            Map.entry("pt_job_info", Abi.JobItem.class),
            Map.entry("pt_usage", Abi.Usage.class),
            Map.entry("pt_account", Abi.Account.class),
            Map.entry("pt_event", Abi.Event.class),
            Map.entry("pt_page", Abi.Page.class),
            Map.entry("pt_refusal", Abi.Refusal.class),
            Map.entry("pt_state", Abi.State.class),
            Map.entry("proctrackext_options", Abi.Options.class),
            Map.entry("proctrackext_probe", Abi.Probe.class));

    private static final String BETWEEN_C_AND_EXTENSION = "pt_(knobs|mark|seal|answer|pair|pids)(\\..*)?";

    @Test
    void javaAgreesWithC() throws Exception {
        Map<String, String> structs = c();
        structs.keySet().removeIf(name -> name.startsWith("PT_") || name.matches(BETWEEN_C_AND_EXTENSION));
        assertThat(java()).isEqualTo(structs);
    }

    /** Numbers that Java knows; C has more. */
    @Test
    void everyNumberIsCs() throws Exception {
        Map<String, String> layout = c();
        for (java.lang.reflect.Field constant : Abi.class.getDeclaredFields()) {
            if (constant.getType() == int.class) {
                assertThat(layout).containsEntry("PT_" + constant.getName(), "value " + constant.get(null));
            }
        }
    }

    @Test
    void everyStructIsHere() {
        assertThat(Abi.class.getDeclaredClasses()).containsExactlyInAnyOrderElementsOf(STRUCTS.values());
    }

    /** What make wrote into abi-layout.txt: "struct.field offset size", "struct sizeof bytes", "PT_NAME value N". */
    private static Map<String, String> c() throws IOException {
        Map<String, String> layout = new TreeMap<>();
        try (InputStream in = AbiTest.class.getResourceAsStream("/org/proctrack/kext/abi-layout.txt")) {
            assertThat(in).as("abi-layout.txt of the kext module").isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int blank = line.indexOf(' ');
                layout.put(line.substring(0, blank), line.substring(blank + 1));
            });
        }
        return layout;
    }

    private static Map<String, String> java() throws IllegalAccessException {
        Map<String, String> layout = new TreeMap<>();
        for (Map.Entry<String, Class<?>> struct : STRUCTS.entrySet()) {
            for (java.lang.reflect.Field constant : struct.getValue().getDeclaredFields()) {
                Object value = Modifier.isStatic(constant.getModifiers()) ? constant.get(null) : null;
                if (value instanceof Field field) {
                    layout.put(struct.getKey() + "." + cName(constant), field.offset() + " " + field.size());
                } else if (value instanceof Integer size) {
                    layout.put(struct.getKey(), "sizeof " + size);
                }
            }
        }
        return layout;
    }

    private static String cName(java.lang.reflect.Field constant) {
        String name = constant.getName().toLowerCase(Locale.ROOT);
        return name.equals("size_field") ? "size" : name;
    }
}
