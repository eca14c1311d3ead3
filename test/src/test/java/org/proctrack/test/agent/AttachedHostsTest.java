// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;

/** The hosts of {@link HostZooTest}, with an agent that is attached as soon as the JVM takes one. */
class AttachedHostsTest {

    @TempDir
    private static Path classes;

    private static Pins pins;
    private static Hosts hosts;

    @BeforeAll
    static void compile() {
        pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start", "-n", "64").exit()).isZero();
        hosts = Hosts.compiled(classes);
    }

    @AfterAll
    static void stop() {
        assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
    }

    static Stream<Jvm> jvms() {
        return Jvm.installed().stream();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void librariesOfItsOwn(Jvm jvm) {
        assertThat(same(jvm, List.of(), Hosts.PARENT_FIRST)).contains(Hosts.ITS_OWN_LIBRARIES);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnLogManager(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("LateLogging")))
                .isEqualTo("host runs\nlog manager LateLogging$Manager\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenInMain(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("OwnMBeanServer"))).isEqualTo("host runs\nown builder true\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenOnTheCommandLine(Jvm jvm) {
        List<String> options = List.of("-Djavax.management.builder.initial=OwnMBeanServer");
        assertThat(same(jvm, options, List.of("OwnMBeanServer"))).isEqualTo("host runs\nown builder true\n");
    }

    static Stream<Arguments> settingsOfJna() {
        return Hosts.settingsOfJna();
    }

    @ParameterizedTest
    @MethodSource("settingsOfJna")
    void settingsOfItsOwnJna(Jvm jvm, String setting) throws IOException {
        try (AgentJvm host = attached(jvm, List.of("-D" + setting), List.of("Lasting"))) {
            host.awaitRunning().process().getOutputStream().close();
            assertThat(host.awaitExit()).isEqualTo(3);
            assertThat(host.text()).isEqualTo("host runs\n");
        }
    }

    @Test
    void virtualThreads() {
        assumeTrue(Jvm.installed().contains(Jvm.NEWER), "Java 17 has none");
        List<String> options = List.of(
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "-Dhost.awaits.agent=true");
        try (AgentJvm host = attached(Jvm.NEWER, options, List.of("Virtual"))) {
            assertThat(host.awaitExit()).isZero();
            assertThat(host.text()).containsSubsequence("host runs\n", "another thread runs\n", "the job has ended\n");
        }
    }

    static Stream<Arguments> endings() {
        return Jvm.installed().stream()
                .flatMap(jvm -> IntStream.rangeClosed(0, 6).mapToObj(i -> Arguments.of(jvm, i * 150)));
    }

    /** It ends by itself, whether or not the agent has got so far. Of one that ends just then the JDK complains itself. */
    @ParameterizedTest
    @MethodSource("endings")
    void anEndInTheMidstOfTheAgentsStart(Jvm jvm, int milliseconds) {
        List<String> hasty = List.of("Hasty", Integer.toString(milliseconds));
        try (AgentJvm alone = AgentJvm.run(
                        hosts.command(jvm, List.of(), hasty), Cli.at(pins).environment());
                AgentJvm host = AgentJvm.run(
                        command(jvm, List.of(), hasty), Cli.at(pins).environment())) {
            int exit = host.awaitText("host runs").loadUntilItEnds(Repository.agentJar());
            assertThat(exit).isEqualTo(alone.awaitExit());
            assertThat(host.text().replaceAll("Unable to add .* to system class path.*\n", ""))
                    .isEqualTo(alone.text());
        }
    }

    /** {@return what the host says with the agent, which is what it says without} */
    private static String same(Jvm jvm, List<String> options, List<String> host) {
        List<String> with = new ArrayList<>(options);
        with.add("-Dhost.awaits.agent=true");
        try (AgentJvm alone = AgentJvm.run(
                        hosts.command(jvm, options, host), Cli.at(pins).environment());
                AgentJvm accompanied = attached(jvm, with, host)) {
            assertThat(accompanied.awaitExit()).isEqualTo(alone.awaitExit());
            assertThat(accompanied.text()).isEqualTo(alone.text());
            return accompanied.text();
        }
    }

    private static AgentJvm attached(Jvm jvm, List<String> options, List<String> host) {
        AgentJvm process =
                AgentJvm.run(command(jvm, options, host), Cli.at(pins).environment());
        // a JVM that still boots may answer with a NullPointerException of its own
        process.awaitText("host runs").load(Repository.agentJar(), "");
        return process;
    }

    /** JDK 25 warns of an agent that is attached, unless it is told to expect one. */
    private static List<String> command(Jvm jvm, List<String> options, List<String> host) {
        List<String> all = new ArrayList<>(options);
        all.add("-XX:+EnableDynamicAgentLoading");
        return hosts.command(jvm, all, host);
    }
}
