// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;

/** The real Jolokia with the policy for operators: jobs can be ended, and all else is as closed as for readers. */
class JolokiaOperatorTest {

    private static final String OWN = "http://localhost";

    @TempDir
    private static Path directory;

    private static JolokiaAgent agent;
    private static Bystander innocent;

    @BeforeAll
    static void start() {
        agent = new JolokiaAgent(directory, "jolokia-operator.xml", "operator");
        innocent = Bystander.start();
        agent.register(43, innocent);
    }

    @AfterAll
    static void stop() {
        try (JolokiaAgent ending = agent;
                Bystander last = innocent) {
            assertThat(last.lives()).as("what was refused was not done").isTrue();
            assertThat(ending.jvm().extension().isRunning()).isTrue();
        }
    }

    @Test
    void endsAJobByTheButtonOfItsMBean() {
        try (Bystander member = Bystander.start()) {
            agent.register(42, member);
            JsonObject verdict =
                    ask(exec("proctrack:type=Job,id=42", "kill", "")).getAsJsonObject("value");
            assertThat(verdict.get("signalled").getAsInt()).isEqualTo(1);
            assertThat(verdict.get("survivors").getAsInt()).isZero();
            await().until(() -> !member.lives());
        }
    }

    @Test
    void endsAJobById() {
        try (Bystander member = Bystander.start()) {
            agent.register(44, member);
            JsonObject verdict =
                    ask(exec("proctrack:type=Jobs", "killJob", "44,\"KILL\"")).getAsJsonObject("value");
            assertThat(verdict.get("survivors").getAsInt()).isZero();
            await().until(() -> !member.lives());
        }
    }

    @Test
    void readsAndSetsWhatAnOperatorMay() {
        assertThat(ask(read("proctrack:type=Job,id=43", "ProcessCount"))
                        .get("value")
                        .getAsInt())
                .isEqualTo(1);
        assertThat(ask(write("proctrack:type=Job,id=43", "ProcessEvents", true))
                        .get("status")
                        .getAsInt())
                .isEqualTo(200);
        assertThat(agent.jvm().job(43).isProcessEvents()).isTrue();
        assertThat(ask("{\"type\":\"list\"}").toString()).contains("proctrack").doesNotContain("DiagnosticCommand");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "stop", "forceStop"})
    void refusesToTouchTheExtension(String operation) {
        refused(exec("proctrack:type=Extension", operation, "\"\""));
        refused(write("proctrack:type=Extension", "Debug", true));
        assertThat(agent.jvm().extension().isDebug()).isFalse();
    }

    @Test
    void refusesOtherDomains() {
        refused(read("java.lang:type=Runtime", "SystemProperties"));
        refused(read("java.lang:type=Memory", "HeapMemoryUsage"));
        refused(exec("java.lang:type=Memory", "gc", ""));
        refused(exec("com.sun.management:type=DiagnosticCommand", "jvmtiAgentLoad", "\"/tmp/x\""));
        refused(exec("com.sun.management:type=HotSpotDiagnostic", "dumpHeap", "\"/tmp/x\",true"));
        refused(write("java.lang:type=Memory", "Verbose", true));
        refused(exec("JMImplementation:type=MBeanServerDelegate", "getMBeanServerId", ""));
    }

    @Test
    void refusesPagesOfOtherSitesAndQuestionsByUrl() {
        String kill = exec("proctrack:type=Job,id=43", "kill", "");
        for (String origin : List.of("http://example.org", "null", "")) {
            assertThat(post(kill, origin).body()).as(origin).contains("403").doesNotContain("survivors");
        }
        HttpResponse<String> get =
                Web.send(agent.request("/exec/proctrack:type=Job,id=43/kill").header("Origin", OWN));
        assertThat(get.body()).contains("403").doesNotContain("survivors");
        HttpRequest.Builder wrong =
                agent.request("/", "wrong").header("Origin", OWN).POST(HttpRequest.BodyPublishers.ofString(kill));
        assertThat(Web.send(wrong).statusCode()).isEqualTo(401);
    }

    private static void refused(String question) {
        JsonObject answer = ask(question);
        assertThat(answer.get("status").getAsInt()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.has("value")).isFalse();
    }

    private static JsonObject ask(String question) {
        return JsonParser.parseString(post(question, OWN).body()).getAsJsonObject();
    }

    private static HttpResponse<String> post(String question, String origin) {
        HttpRequest.Builder request = agent.request("/").POST(HttpRequest.BodyPublishers.ofString(question));
        return Web.send(origin.isEmpty() ? request : request.header("Origin", origin));
    }

    private static String exec(String name, String operation, String arguments) {
        return "{\"type\":\"exec\",\"mbean\":\"" + name + "\",\"operation\":\"" + operation + "\",\"arguments\":["
                + arguments + "]}";
    }

    private static String read(String name, String attribute) {
        return "{\"type\":\"read\",\"mbean\":\"" + name + "\",\"attribute\":\"" + attribute + "\"}";
    }

    private static String write(String name, String attribute, boolean value) {
        return "{\"type\":\"write\",\"mbean\":\"" + name + "\",\"attribute\":\"" + attribute + "\",\"value\":" + value
                + "}";
    }
}
