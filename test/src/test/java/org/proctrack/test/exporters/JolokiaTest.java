// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;

/** The real Jolokia with the policy that we ship: what may be read, and that nothing else may be done. */
class JolokiaTest {

    @TempDir
    private static Path directory;

    private static JolokiaAgent agent;
    private static Bystander member;

    @BeforeAll
    static void start() {
        agent = new JolokiaAgent(directory, "jolokia-access.xml", "monitor");
        member = Bystander.start();
        agent.register(42, member);
    }

    @AfterAll
    static void stop() {
        try (Bystander last = member) {
            assertThat(last.lives())
                    .as("nothing that was refused may have been done")
                    .isTrue();
        } finally {
            agent.close();
        }
    }

    @Test
    void readsOurMBeans() {
        assertThat(value("/read/proctrack:type=Extension/Capacity").get("value").getAsInt())
                .isEqualTo(64);
        assertThat(value("/read/proctrack:type=Job,id=42/ProcessCount")
                        .get("value")
                        .getAsInt())
                .isEqualTo(1);
        assertThat(value("/read/proctrack:type=Job,*/Pids").toString()).contains(Long.toString(member.pid()));
        assertThat(value("/read/proctrack:type=Jobs").toString()).contains("\"Count\":1");
        assertThat(value("/search/proctrack:*").toString()).contains("type=Job,id=42");
        assertThat(value("/list/proctrack").toString()).contains("Signal every process of a job");
        assertThat(value("/version").get("status").getAsInt()).isEqualTo(200);
        assertThat(value("/version").toString()).doesNotContain("\"right\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/exec/proctrack:type=Jobs/killJob/42/KILL",
                "/exec/proctrack:type=Job,id=42/kill",
                "/exec/proctrack:type=Extension/forceStop/!/",
                "/exec/proctrack:type=Jobs/find/42",
                "/write/proctrack:type=Extension/Debug/true",
                "/write/proctrack:type=Job,id=42/ProcessEvents/true",
                "/read/java.lang:type=Runtime/SystemProperties",
                "/read/java.lang:type=Memory",
                "/read/JMImplementation:type=MBeanServerDelegate/MBeanServerId",
                "/exec/com.sun.management:type=DiagnosticCommand/vmVersion",
            })
    void refusesAllElse(String path) {
        JsonObject answer = value(path);
        assertThat(answer.get("status").getAsInt()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.has("value")).isFalse();
    }

    @Test
    void refusesTheSameByPost() {
        String kill = "{\"type\":\"exec\",\"mbean\":\"proctrack:type=Jobs\",\"operation\":\"killJob\","
                + "\"arguments\":[42,\"KILL\"]}";
        HttpResponse<String> answer =
                Web.send(agent.request("/").POST(HttpRequest.BodyPublishers.ofString("[" + kill + "]")));
        assertThat(answer.body()).contains("\"status\":403").doesNotContain("survivors");
    }

    /** Jolokia's policy does not cover notifications, nor targets to hand a request on to: there are no such services. */
    @Test
    void keepsNoListenersAndHandsNothingOn() {
        JsonObject registered = value("/notification/register");
        assertThat(registered
                        .getAsJsonObject("value")
                        .getAsJsonObject("backend")
                        .keySet())
                .isEmpty();
        String client = registered.getAsJsonObject("value").get("id").getAsString();
        String add = "/notification/add/" + client + "/pull/java.util.logging:type=Logging";
        assertThat(value(add).get("status").getAsInt()).isNotEqualTo(200);
        String elsewhere = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":"
                + "{\"url\":\"service:jmx:rmi:///jndi/rmi://127.0.0.1:1/x\"}}";
        var answer = Web.send(agent.request("/").POST(HttpRequest.BodyPublishers.ofString(elsewhere)));
        assertThat(answer.body()).contains("\"error\"").doesNotContain("refused", "HeapMemoryUsage");
    }

    @Test
    void doesNotTellWhatElseIsInTheJvm() {
        assertThat(value("/search/*:*").toString()).contains("proctrack").doesNotContain("java.lang");
        assertThat(value("/list").toString()).contains("proctrack").doesNotContain("DiagnosticCommand");
    }

    @Test
    void wantsThePassword() {
        assertThat(Web.send(Web.request(agent.port(), "/jolokia/version")).statusCode())
                .isEqualTo(401);
        assertThat(Web.send(agent.request("/version", "wrong")).statusCode()).isEqualTo(401);
    }

    /** As whoever connects by TLS where there is none. With Jolokia's default the first of them stops all others. */
    @Test
    void answersBesideClientsThatSayNothing() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port());
                socket.getOutputStream().write(0x16);
                silent.add(socket);
            }
            assertThat(value("/version").get("status").getAsInt()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void letsNoPageOfAnotherSiteReadAnAnswer() {
        String header = "Access-Control-Allow-Origin";
        var other = Web.send(agent.request("/version").header("Origin", "http://example.org"));
        assertThat(other.headers().firstValue(header)).isEmpty();
        var own = Web.send(agent.request("/version").header("Origin", "http://localhost"));
        assertThat(own.headers().firstValue(header)).contains("http://localhost");
    }

    /** Jolokia's own status stands in its answer. */
    private static JsonObject value(String path) {
        return JsonParser.parseString(Web.send(agent.request(path)).body()).getAsJsonObject();
    }
}
