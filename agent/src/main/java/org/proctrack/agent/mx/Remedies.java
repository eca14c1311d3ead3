// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a refusal says to do, in the words of JMX: operations and attributes. The kernel's messages are for those at a
 * shell.
 */
final class Remedies {

    /** The longer ones first. */
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("run proctrack stop, then start", "call stop of Extension, then start");
        WORDS.put("run proctrack start", "call start of Extension");
        WORDS.put("proctrack stop --force", "call forceStop of Extension");
        WORDS.put("or stop with --force (in JMX: forceStop)", "or call forceStop");
        WORDS.put("or with --force (in JMX: forceStop)", "or call forceStop");
        WORDS.put("proctrack stop first", "call stop first");
        WORDS.put("proctrack list shows all jobs", "the attribute Ids of Jobs lists all jobs");
        WORDS.put("see proctrack doctor", "see the attribute KernelFeatures of Extension");
        WORDS.put("run proctrack as root", "run this JVM as root");
        WORDS.put("start with a larger -n", "start with a larger n");
        WORDS.put("start with a smaller -n", "start with a smaller n");
        WORDS.put("name one with -f FILE", "name a file");
    }

    private Remedies() {}

    static String inJmx(String message) {
        String words = message;
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            words = words.replace(word.getKey(), word.getValue());
        }
        return words;
    }
}
