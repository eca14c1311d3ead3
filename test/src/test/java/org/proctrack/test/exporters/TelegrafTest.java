// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Bystander;
import org.tomlj.Toml;

/**
 * What Telegraf's Jolokia input sends with the configuration that we ship: a POST to read, with an item for each metric,
 * and no Origin. Telegraf itself comes from neither Debian nor Maven Central, so that its part is played here.
 */
class TelegrafTest {

    @TempDir
    private Path directory;

    @Test
    void readsAllThatTheConfigurationNames() {
        JsonArray metrics = metrics();
        try (JolokiaAgent agent = new JolokiaAgent(directory, "jolokia-access.xml", "telegraf");
                Bystander first = Bystander.start();
                Bystander second = Bystander.start()) {
            agent.register(42, first);
            agent.register(43, second);
            HttpResponse<String> answer = Web.send(agent.request("/read")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(question(metrics).toString())));
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonArray answers = JsonParser.parseString(answer.body()).getAsJsonArray();
            assertThat(answers).hasSameSizeAs(metrics);
            for (int i = 0; i < answers.size(); i++) {
                isWhole(metrics.get(i).getAsJsonObject(), answers.get(i).getAsJsonObject());
            }
        }
    }

    private static JsonArray metrics() {
        String json = Toml.parse(Exporter.text("telegraf/proctrack.conf")).toJson();
        return JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonObject("inputs")
                .getAsJsonArray("jolokia2_agent")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("metric");
    }

    private static JsonArray question(JsonArray metrics) {
        JsonArray items = new JsonArray();
        for (JsonElement metric : metrics) {
            JsonObject item = new JsonObject();
            item.addProperty("type", "read");
            item.add("mbean", metric.getAsJsonObject().get("mbean"));
            item.add("attribute", metric.getAsJsonObject().get("paths"));
            items.add(item);
        }
        return items;
    }

    private static void isWhole(JsonObject metric, JsonObject answer) {
        assertThat(answer.get("status").getAsInt()).as(answer.toString()).isEqualTo(200);
        JsonObject value = answer.getAsJsonObject("value");
        if (!metric.get("mbean").getAsString().contains("*")) {
            hasAll(metric, value);
            return;
        }
        assertThat(value.keySet()).containsExactlyInAnyOrder("proctrack:type=Job,id=42", "proctrack:type=Job,id=43");
        for (String job : value.keySet()) {
            JsonObject attributes = value.getAsJsonObject(job);
            hasAll(metric, attributes);
            assertThat(attributes.get("ProcessCount").getAsInt()).isEqualTo(1);
            assertThat(attributes.get("User").getAsString()).isEqualTo("root");
        }
    }

    private static void hasAll(JsonObject metric, JsonObject attributes) {
        for (JsonElement path : metric.getAsJsonArray("paths")) {
            JsonElement value = attributes.get(path.getAsString());
            assertThat(value != null && value.isJsonPrimitive())
                    .as(path.getAsString())
                    .isTrue();
        }
    }
}
