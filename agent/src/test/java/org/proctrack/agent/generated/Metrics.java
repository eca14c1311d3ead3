// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.generated;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;

/** What jmx_exporter exports: its rules, and the table of them. */
final class Metrics {

    private static final String END_OF_JOB = """
              # The rest of a job is not exported; an empty name ends the search
              - pattern: '^proctrack<type=Job,'
                name: ""
            """;

    private final Map<String, List<Attribute>> beans = new LinkedHashMap<>();

    Metrics() throws IOException {
        beans.put("Job", exported(JobMXBean.class));
        beans.put("Extension", exported(ExtensionMXBean.class));
        beans.put("Jobs", exported(JobsMXBean.class));
    }

    private static List<Attribute> exported(Class<?> mbean) throws IOException {
        return Attribute.of(mbean).stream().filter(Attribute::isExported).toList();
    }

    String rules() {
        StringBuilder rules = new StringBuilder();
        beans.forEach((bean, attributes) -> {
            attributes.forEach(attribute -> rules.append(rule(bean, attribute)));
            rules.append(bean.equals("Job") ? END_OF_JOB : "");
        });
        return rules.toString();
    }

    private String rule(String bean, Attribute attribute) {
        boolean job = bean.equals("Job");
        String object = job ? "Job, id=(\\d+)" : bean;
        String value = attribute.isText() ? " (.+)$" : attribute.metric().zero() ? "" : " [1-9]";
        List<String> lines = new ArrayList<>();
        if (attribute.isText()) {
            lines.add("  # A value that is no number is exported where a rule brings a number for it");
        }
        lines.add("  - pattern: '^proctrack<type=" + object + "><>" + attribute.name() + ":" + value + "'");
        lines.add("    name: " + attribute.metric().value());
        lines.add("    type: " + type(attribute).toUpperCase(Locale.ROOT));
        if (attribute.isText()) {
            lines.add("    value: 1");
        }
        if (!attribute.factor().isEmpty()) {
            lines.add("    valueFactor: " + attribute.factor());
        }
        List<String> labels = new ArrayList<>();
        if (job) {
            labels.add("id: \"$1\"");
        }
        if (attribute.isText()) {
            labels.add(attribute.key() + ": \"$2\"");
        }
        if (!attribute.metric().label().isEmpty()) {
            labels.add(attribute.metric().label().replace("=", ": "));
        }
        if (!labels.isEmpty()) {
            lines.add("    labels: { " + String.join(", ", labels) + " }");
        }
        lines.add("    help: \"" + help(beans.get(bean), attribute) + "\"");
        return String.join("\n", lines) + "\n";
    }

    /** One row for each metric. */
    String table() {
        Map<String, String> rows = new LinkedHashMap<>();
        beans.forEach((bean, attributes) -> attributes.forEach(attribute -> {
            List<Attribute> shared = shared(attributes, attribute);
            String labels = bean.equals("Job") ? attribute.isText() ? "{id," + attribute.key() + "}" : "{id}" : "";
            String from = shared.stream().map(one -> bean + "." + one.name()).collect(Collectors.joining(", "));
            rows.put(
                    attribute.metric().value(),
                    "| `%s%s` | %s | %s | %s |\n"
                            .formatted(
                                    attribute.metric().value(),
                                    shared.size() > 1 ? "{" + label(attribute)[0] + "}" : labels,
                                    type(attribute),
                                    from,
                                    help(attributes, attribute)));
        }));
        return String.join("", rows.values());
    }

    private static String type(Attribute attribute) {
        return attribute.metric().value().endsWith("_total") ? "counter" : "gauge";
    }

    /** A metric has one text, also when it comes from several attributes. */
    private static String help(List<Attribute> attributes, Attribute attribute) {
        List<Attribute> shared = shared(attributes, attribute);
        return shared.size() == 1
                ? attribute.metricSummary() + "."
                : shared.stream()
                        .map(one -> label(one)[1] + ": " + Attribute.decapitalized(one.metricSummary()))
                        .collect(Collectors.joining("; ", "", "."));
    }

    private static List<Attribute> shared(List<Attribute> attributes, Attribute attribute) {
        return attributes.stream()
                .filter(other ->
                        other.metric().value().equals(attribute.metric().value()))
                .toList();
    }

    private static String[] label(Attribute attribute) {
        return attribute.metric().label().split("=", 2);
    }
}
