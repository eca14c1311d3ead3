// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.generated.Attribute;
import org.proctrack.agent.generated.GeneratedFile;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;

/** What proctrack-json(5) says of a key that is an attribute, too, is what the MXBean interface says of it. */
class GeneratedJsonPageTest {

    private static final String PAGE = "packaging/proctrack-json.5";
    private static final List<String> FIGURES_OF_JOBS = List.of("TopJob", "DumpJob", "Usage", "EndedJob");
    private static final Pattern ROW = Pattern.compile("(?m)^\\.It Li (\\w+) Ta .*\n");

    @Test
    void keysOfTheStatus() throws IOException {
        Map<String, String> rows = rows(ExtensionMXBean.class);
        GeneratedFile.check(PAGE, page -> {
            Matcher table = table("Extension").matcher(page);
            return table.replaceFirst(match -> {
                Map<String, String> own = new HashMap<>();
                ROW.matcher(match.group(2)).results().forEach(row -> own.put(row.group(1), row.group()));
                rows.keySet().removeAll(StatusView.OWN.keySet());
                own.putAll(rows);
                return literal(
                        match.group(1) + StatusView.KEYS.stream().map(own::get).collect(Collectors.joining()));
            });
        });
    }

    @Test
    void figuresOfJobs() throws IOException {
        Map<String, String> rows = rows(JobMXBean.class);
        GeneratedFile.check(PAGE, page -> {
            String done = page;
            for (String object : FIGURES_OF_JOBS) {
                done = table(object)
                        .matcher(done)
                        .replaceFirst(match -> literal(match.group(1)
                                + ROW.matcher(match.group(2))
                                        .replaceAll(row -> literal(rows.getOrDefault(row.group(1), row.group())))));
            }
            return done;
        });
    }

    /** The head of an object's table, and its rows. */
    private static Pattern table(String object) {
        return Pattern.compile("(\\.Ss " + object + "\n(?:(?!\\.It).*\n)*)((?:\\.It Li .*\n)+)");
    }

    private static Map<String, String> rows(Class<?> mbean) throws IOException {
        Map<String, String> rows = new HashMap<>();
        for (Attribute attribute : Attribute.of(mbean)) {
            if (!attribute.isSimple()) {
                continue; // an object of its own on the page
            }
            String text = Attribute.decapitalized(attribute.summary());
            rows.put(attribute.key(), ".It Li " + attribute.key() + " Ta " + type(attribute) + " Ta " + text + "\n");
        }
        return rows;
    }

    private static String type(Attribute attribute) {
        String type = attribute.getter().getReturnType().getSimpleName();
        return Map.of("int", "integer", "long", "integer", "String", "string").getOrDefault(type, type);
    }

    private static String literal(String text) {
        return Matcher.quoteReplacement(text);
    }
}
