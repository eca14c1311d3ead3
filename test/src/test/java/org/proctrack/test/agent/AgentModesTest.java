// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** Three ways in, on each JDK; and no way to harm the JVM that the agent sits in. */
class AgentModesTest {

    private static final String HOST = """
            public class Host {
                public static void main(String[] arguments) throws Exception {
                    System.out.println("host runs");
                    System.in.read();
                    System.exit(3);
                }
            }
            """;

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        }
    }

    static Stream<Jvm> jvms() {
        return Jvm.installed().stream();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void asService(Jvm jvm) {
        List<String> command =
                List.of(jvm.java(), "-jar", Repository.agentJar().toString(), "agent", "--start", "-n", "64");
        try (AgentJvm agent = AgentJvm.run(command, environment()).awaitRunning()) {
            assertThat(agent.extension().getCapacity()).isEqualTo(64);
            assertThat(agent.awaitText("jconsole").text()).doesNotContain("WARNING");
            assertThat(agent.terminate()).isIn(0, 143);
        }
        assertThat(pins.exists()).as("the extension outlives the agent").isTrue();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void insideAnyJvmFromItsStart(Jvm jvm) throws IOException {
        String option = "-javaagent:" + Repository.agentJar() + "=start,n=128,audit=json";
        try (AgentJvm agent = AgentJvm.run(host(jvm, option), environment()).awaitRunning();
                Bystander bystander = Bystander.start()) {
            assertThat(agent.extension().getCapacity()).isEqualTo(128);
            agent.jobs().register(42, bystander.pid());
            assertThat(agent.job(42).getPids()).containsExactly(bystander.pid());
            assertThat(agent.job(42).kill().survivors()).isZero();
            // by the host's own logging
            String audit = "\"op\":\"kill\",\"job\":42,\"principal\":\"local\"";
            agent.awaitText(audit);
            endHost(agent);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void attachedToARunningJvmTwice(Jvm jvm) throws IOException {
        try (AgentJvm agent = AgentJvm.run(host(jvm, "-Dnothing=1"), environment())) {
            // a JVM that still boots may answer with a NullPointerException of its own
            agent.awaitText("host runs");
            for (int i = 0; i < 2; i++) {
                agent.load(Repository.agentJar(), "start,n=32");
            }
            agent.awaitRunning();
            assertThat(agent.extension().getCapacity()).isEqualTo(32);
            endHost(agent);
        }
    }

    @Test
    void attachedToTheServiceItIsTheSameAgent() {
        try (AgentJvm agent = AgentJvm.service(pins, 64);
                Bystander bystander = Bystander.start()) {
            agent.load(Repository.agentJar(), "audit=json");
            await().untilAsserted(() -> {
                agent.extension().setDebug(false);
                assertThat(agent.text()).contains("\"op\":\"setDebug\"");
            });
            agent.jobs().register(42, bystander.pid());
            assertThat(agent.job(42).kill().survivors()).isZero();
            agent.awaitText("\"event\":\"JOB_EMPTIED\"");
            assertThat(agent.text().split("JOB_REGISTERED", -1)).hasSize(2);
            assertThat(agent.text().split("JOB_EMPTIED", -1)).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void withoutRootItSaysSoAndTheHostGoesOn(Jvm jvm) throws IOException {
        List<String> command = new ArrayList<>(Nobody.SETPRIV);
        command.addAll(host(jvm, "-javaagent:" + Nobody.jar(directory) + "=start"));
        try (AgentJvm agent = AgentJvm.run(command, environment()).awaitState("UNAVAILABLE")) {
            ExtensionMXBean extension = agent.extension();
            assertThat(extension.isRunning()).isFalse();
            assertThat(extension.getFailureReason()).contains("root");
            assertThat(extension.getTracked()).isZero();
            assertThat(agent.jobs().getIds()).isEmpty();
            endHost(agent);
        }
        assertThat(pins.exists()).isFalse();
    }

    /** A wrong option, a missing file or a second start is the agent's own business. */
    @Test
    void aStartThatFailsBecomesAState() throws IOException {
        for (String options : List.of("start,n=0", "start,file=/no/such/file", "start,n=abc", "what=ever")) {
            String option = "-javaagent:" + Repository.agentJar() + "=" + options;
            try (AgentJvm agent =
                    AgentJvm.run(host(Jvm.CURRENT, option), environment()).awaitState("FAILED")) {
                assertThat(agent.extension().getFailureReason()).isNotBlank();
                endHost(agent);
            }
            assertThat(pins.exists()).isFalse();
        }
    }

    @Test
    void twoAgentsLookAtTheSameKernel() {
        try (AgentJvm one = AgentJvm.service(pins, 64);
                AgentJvm two = AgentJvm.service(pins, 64);
                Bystander bystander = Bystander.start()) {
            one.jobs().register(42, bystander.pid());
            assertThat(two.jobs().find(bystander.pid())).isEqualTo(42);
            await().until(() -> two.has(org.proctrack.mbeans.Names.job(42)));
            assertThat(two.job(42).kill().survivors()).isZero();
            assertThat(one.jobs().getIds()).isEmpty();
            one.extension().stop("");
            assertThat(two.extension().getState()).isEqualTo("STOPPED");
        }
    }

    /** JNA and our library need a place to unpack to; a closed-down service has few. */
    @Test
    void withoutAHomeAndOnANoexecTemporaryDirectory() {
        Run mount = Run.of("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", directory.toString());
        assertThat(mount.exit()).as(mount.toString()).isZero();
        try {
            Run run = Run.of(
                    List.of(
                            Jvm.CURRENT.java(),
                            "-Djava.io.tmpdir=" + directory,
                            "-Duser.home=/proc",
                            "-jar",
                            Repository.agentJar().toString(),
                            "start"),
                    environment(),
                    directory);
            assertThat(run.exit()).as(run.toString()).isZero();
        } finally {
            assertThat(Run.of("umount", directory.toString()).exit()).isZero();
        }
    }

    private Map<String, String> environment() {
        return Cli.at(pins).environment();
    }

    private List<String> host(Jvm jvm, String option) throws IOException {
        Path source = directory.resolve("Host.java");
        if (!Files.exists(source)) {
            Files.writeString(source, HOST);
            assertThat(Run.of(Jvm.CURRENT.tool("javac"), "-d", directory.toString(), source.toString())
                            .exit())
                    .isZero();
        }
        return List.of(jvm.java(), option, "-cp", directory.toString(), "Host");
    }

    /** The host ends by itself with its own exit code. */
    private static void endHost(AgentJvm agent) throws IOException {
        agent.awaitText("host runs").process().getOutputStream().close();
        assertThat(agent.awaitExit()).isEqualTo(3);
    }
}
