// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The dashboard for Grafana.
 *
 * @param json the whole of it
 */
record Dashboard(JsonObject json) {

    private static final Pattern METRIC = Pattern.compile("\\b(?:proctrack|jmx_scrape)_[a-z_]+");

    static Dashboard shipped() {
        return new Dashboard(
                JsonParser.parseString(Exporter.text("grafana-dashboard.json")).getAsJsonObject());
    }

    /** {@return what all panels ask} */
    Set<String> expressions() {
        Set<String> expressions = new TreeSet<>();
        for (JsonElement panel : json.getAsJsonArray("panels")) {
            JsonElement targets = panel.getAsJsonObject().get("targets");
            if (targets != null) {
                targets.getAsJsonArray()
                        .forEach(target -> expressions.add(
                                target.getAsJsonObject().get("expr").getAsString()));
            }
        }
        return expressions;
    }

    /** {@return an expression with what Grafana puts in for its variables} */
    static String filledIn(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$instance", ".*")
                .replace("$job_id", ".*")
                .replace("$top", "10");
    }

    /** {@return names of metrics in texts} */
    static Set<String> metricsOf(Set<String> texts) {
        return texts.stream()
                .flatMap(text -> METRIC.matcher(text).results())
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return our metrics, which JavaAgentTest compares with a scrape, and those that jmx_exporter adds} */
    static Set<String> known() {
        Set<String> known = Exporter.metrics();
        known.add("jmx_scrape_error");
        known.add("jmx_scrape_duration_seconds");
        return known;
    }
}
