// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** The alert rules before promtool, with what must and what must not fire; and the dashboard as a file. */
class RulesTest {

    private static final Pattern ALERT = Pattern.compile("(?m)^      - alert: (\\w+)$");

    @Test
    void rulesAndConfigurationAreValid() {
        Run rules = promtool("check", "rules", Exporter.file("alerts.yml").toString());
        assertThat(rules.exit()).as(rules.toString()).isZero();
        Run config = promtool("check", "config", Exporter.file("prometheus.yml").toString());
        assertThat(config.exit()).as(config.toString()).isZero();
        assertThat(config.out() + rules.out()).doesNotContain("FAILED");
    }

    @Test
    void eachRuleFiresWhenItMustAndIsSilentWhenItMust() throws Exception {
        String state = Repository.file("test/exporters/state_test.yml").toString();
        String jobs = Repository.file("test/exporters/jobs_test.yml").toString();
        Run run = promtool("test", "rules", state, jobs);
        assertThat(run.exit()).as(run.toString()).isZero();

        String tests = Files.readString(Path.of(state)) + Files.readString(Path.of(jobs));
        Set<String> names = new HashSet<>();
        ALERT.matcher(Exporter.text("alerts.yml")).results().forEach(match -> names.add(match.group(1)));
        assertThat(names)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(tests).contains("alertname: " + name));
    }

    @Test
    void theDashboardAsksOnlyTheSourceThatIsChosen() {
        JsonObject json = Dashboard.shipped().json();
        assertThat(json.get("title").getAsString()).isEqualTo("proctrack");
        Set<Integer> ids = new HashSet<>();
        for (JsonElement element : json.getAsJsonArray("panels")) {
            JsonObject panel = element.getAsJsonObject();
            assertThat(ids.add(panel.get("id").getAsInt())).as(panel.toString()).isTrue();
            if (!panel.get("type").getAsString().equals("row")) {
                assertThat(panel.getAsJsonObject("datasource").get("uid").getAsString())
                        .isEqualTo("${datasource}");
                assertThat(panel.get("description").getAsString()).isNotBlank();
                assertThat(panel.getAsJsonArray("targets")).isNotEmpty();
            }
        }
    }

    private static Run promtool(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = Repository.file("test/target/prometheus/usr/bin/promtool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Run.of(command);
    }
}
