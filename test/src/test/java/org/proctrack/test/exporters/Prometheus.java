// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Repository;

/** A real Prometheus on the loopback address, with the configuration and the alert rules that we ship. */
final class Prometheus implements AutoCloseable {

    private final AgentJvm process;
    private final int port;

    private Prometheus(AgentJvm process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that scrapes each second. Its dead-man ends it should the tests be killed. */
    static Prometheus start(Path directory, int target) throws IOException {
        int port = Web.freePort();
        Path configuration = Files.writeString(
                directory.resolve("prometheus.yml"),
                Exporter.text("prometheus.yml")
                        .replace("scrape_interval: 15s", "scrape_interval: 1s")
                        .replace("127.0.0.1:9404", "127.0.0.1:" + target));
        Files.writeString(directory.resolve("alerts.yml"), Exporter.text("alerts.yml"));
        List<String> command = List.of(
                "timeout",
                "--kill-after=5",
                "120",
                Repository.file("test/target/prometheus/usr/bin/prometheus").toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        Prometheus prometheus = new Prometheus(AgentJvm.run(command, Map.of()), port);
        await("Prometheus is ready")
                .ignoreExceptions()
                .until(() -> Web.send(Web.request(port, "/-/ready")).statusCode() == 200);
        return prometheus;
    }

    /** {@return what it answers to an instant query, a JSON object for each series} */
    JsonArray query(String expression) {
        return data("/api/v1/query?query=" + Web.encoded(expression)).getAsJsonArray("result");
    }

    /** {@return the groups of rules that it has loaded} */
    JsonArray ruleGroups() {
        return data("/api/v1/rules").getAsJsonArray("groups");
    }

    private JsonObject data(String path) {
        JsonObject answer = JsonParser.parseString(Web.get(port, path)).getAsJsonObject();
        if (!answer.get("status").getAsString().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.getAsJsonObject("data");
    }

    /** SIGTERM goes on from timeout(1) to Prometheus, which then gives its directory up. */
    @Override
    public void close() {
        process.terminate();
        process.close();
    }
}
