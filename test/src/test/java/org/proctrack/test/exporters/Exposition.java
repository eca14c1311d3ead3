// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One scrape, in Prometheus' text format.
 *
 * @param text as it came
 * @param types by metric, what its TYPE line says
 * @param helps by metric, what its HELP line says
 * @param samples all series
 */
record Exposition(String text, Map<String, String> types, Map<String, String> helps, List<Sample> samples) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /**
     * One series.
     *
     * @param name its metric
     * @param labels sorted by name
     * @param value its value
     */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition parse(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, String> helps = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                helps.put(words[2], words.length > 3 ? words[3] : "");
            } else if (!line.startsWith("#")) {
                samples.add(sample(line));
            }
        }
        return new Exposition(text, types, helps, samples);
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        if (matcher.group(2) != null) {
            LABEL.matcher(matcher.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3)));
    }

    /** {@return series of our own metrics} */
    Stream<Sample> ours() {
        return samples.stream().filter(sample -> sample.name().startsWith("proctrack_"));
    }

    /** {@return series of one job} */
    List<Sample> ofJob(long id) {
        return ours().filter(sample -> Long.toString(id).equals(sample.labels().get("id")))
                .toList();
    }

    /** {@return the value of a series that must be there} */
    double value(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + labels + " in\n" + text))
                .value();
    }

    /** {@return the value of a series without labels} */
    double value(String name) {
        return value(name, Map.of());
    }
}
