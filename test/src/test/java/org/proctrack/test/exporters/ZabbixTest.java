// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.remote.RemoteAgent;

/** The template that we ship, asked item by item of an agent by TLS, through the real gateway. */
class ZabbixTest {

    private static final String TEMPLATE = Exporter.text("zabbix/proctrack.yaml");
    private static final String DISCOVERY = "jmx.discovery[beans,\"proctrack:type=Job,*\"]";

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;
    private static Bystander member;
    private static ZabbixGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        agent = RemoteAgent.start(directory);
        member = Bystander.start();
        Remote.register(agent, 42, List.of(member.pid()));
        gateway = ZabbixGateway.start(agent.folder().trust());
    }

    @AfterAll
    static void stop() {
        try (RemoteAgent first = agent;
                Bystander last = member;
                ZabbixGateway asker = gateway) {
            assertThat(first.lives() && last.lives() && asker.lives()).isTrue();
        }
    }

    @Test
    void eachItemOfTheTemplateHasAValue() {
        List<String> keys = all("(?m)^ +key: '(.+)'$").stream()
                .filter(key -> !key.equals(DISCOVERY))
                .map(key -> key.replace("{#JMXID}", "42"))
                .toList();
        assertThat(keys).hasSizeGreaterThan(15).doesNotHaveDuplicates();

        JsonArray values = gateway.ask(agent, "monitor", keys).getAsJsonArray("data");
        assertThat(values).hasSameSizeAs(keys);
        for (int i = 0; i < keys.size(); i++) {
            JsonObject answer = values.get(i).getAsJsonObject();
            assertThat(answer.has("value")).as(keys.get(i) + ": " + answer).isTrue();
            String value = answer.get("value").getAsString();
            if (keys.get(i).endsWith(",Running]")) {
                assertThat(value).isEqualTo("true");
            } else if (keys.get(i).endsWith(",User]")) {
                assertThat(value).isNotBlank();
            } else {
                assertThat(value).as(keys.get(i)).matches("\\d+");
            }
        }
    }

    @Test
    void discoveryFindsTheJob() {
        assertThat(all("(?m)^ +key: '(.+)'$")).contains(DISCOVERY);
        JsonObject answer = gateway.ask(agent, "monitor", List.of(DISCOVERY));
        String found = answer.getAsJsonArray("data")
                .get(0)
                .getAsJsonObject()
                .get("value")
                .getAsString();
        JsonArray jobs = JsonParser.parseString(found).getAsJsonObject().getAsJsonArray("data");
        assertThat(jobs).hasSize(1);
        JsonElement id = jobs.get(0).getAsJsonObject().get("{#JMXID}");
        assertThat(id.getAsString()).isEqualTo("42");
    }

    @Test
    void whoMayNotLogInGetsNoValue() {
        JsonObject answer = gateway.ask(agent, "nobody", List.of("jmx[\"proctrack:type=Extension\",Capacity]"));
        JsonObject item = answer.getAsJsonArray("data").get(0).getAsJsonObject();
        assertThat(item.has("value")).as(answer.toString()).isFalse();
        assertThat(item.get("error").getAsString()).isNotBlank();
    }

    /** An import refuses other UUIDs; a trigger looks at an item of the template, and macros are those that it brings. */
    @Test
    void theTemplateIsWholeInItself() {
        List<String> uuids = all("uuid: (\\S+)");
        assertThat(uuids)
                .doesNotHaveDuplicates()
                .allMatch(uuid -> uuid.matches("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}"));
        List<String> keys = all("(?m)^ +key: '(.+)'$");
        assertThat(all("expression: '\\w+\\(/proctrack/(jmx\\[[^\\]]+\\])"))
                .hasSizeGreaterThan(5)
                .isSubsetOf(keys);
        assertThat(all("(?m)^ +expression:")).hasSameSizeAs(all("expression: '\\w+\\(/proctrack/(jmx\\[[^\\]]+\\])"));
        assertThat(all("(?m)^ +\\w+: '(\\{\\$[A-Z.]+\\})'$")).isSubsetOf(all("macro: '(.+)'"));
    }

    private static List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(TEMPLATE)
                .results()
                .map(match -> match.group(match.groupCount()))
                .toList();
    }
}
