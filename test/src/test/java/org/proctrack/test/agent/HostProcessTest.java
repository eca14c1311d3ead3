// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Inherited;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** The process of a host is the host's: what its children inherit is as it would be without the agent. */
class HostProcessTest {

    private static final String HOST = """
            public class Host {
                public static void main(String[] arguments) throws Exception {
                    // the JDK itself takes signals at the first use of files, and of variables (25: SIGCHLD)
                    System.getenv("PATH");
                    java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/comm"));
                    System.out.println("host runs");
                    System.in.read();
                }
            }
            """;

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();

    static Stream<Jvm> jvms() {
        return Jvm.installed().stream();
    }

    @BeforeEach
    void compile() throws IOException {
        Path source = Files.writeString(directory.resolve("Host.java"), HOST);
        Run javac = Run.of(Jvm.CURRENT.tool("javac"), "-d", directory.toString(), source.toString());
        assertThat(javac.exit()).as(javac.toString()).isZero();
    }

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void signalsLimitsAndCoreDumpsStayTheHosts(Jvm jvm) {
        List<String> alone;
        try (AgentJvm host = host(jvm, "-Dnothing=1")) {
            alone = Inherited.of(host.awaitText("host runs").process().pid());
        }
        assertThat(alone).hasSizeGreaterThan(20);
        String option = "-javaagent:" + Repository.agentJar() + "=start,n=64";
        try (AgentJvm host = host(jvm, option).awaitRunning();
                Bystander bystander = Bystander.start()) {
            host.jobs().register(42, bystander.pid());
            assertThat(host.job(42).kill().survivors()).isZero();
            host.awaitText("host runs");
            assertThat(Inherited.of(host.process().pid())).isEqualTo(alone);
        }
    }

    private AgentJvm host(Jvm jvm, String option) {
        List<String> command = List.of(jvm.java(), option, "-cp", directory.toString(), "Host");
        return AgentJvm.run(
                Inherited.unusual(command, "--ignore-signal=CHLD"), Cli.at(pins).environment());
    }
}
