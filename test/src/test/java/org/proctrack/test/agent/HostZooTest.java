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
import org.proctrack.test.support.Run;

/** Hosts built as real ones are (test/hosts): with the agent they do and say the same as without, byte for byte. */
class HostZooTest {

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
        Run run = same(jvm, List.of(), Hosts.PARENT_FIRST);
        assertThat(run.out()).contains(Hosts.ITS_OWN_LIBRARIES);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnLogManager(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("LateLogging")).out())
                .isEqualTo("host runs\nlog manager LateLogging$Manager\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenInMain(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("OwnMBeanServer")).out()).isEqualTo("host runs\nown builder true\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenOnTheCommandLine(Jvm jvm) {
        List<String> options = List.of("-Djavax.management.builder.initial=OwnMBeanServer");
        assertThat(same(jvm, options, List.of("OwnMBeanServer")).out()).isEqualTo("host runs\nown builder true\n");
    }

    static Stream<Arguments> settingsOfJna() {
        return Hosts.settingsOfJna();
    }

    @ParameterizedTest
    @MethodSource("settingsOfJna")
    void settingsOfItsOwnJna(Jvm jvm, String setting) throws IOException {
        List<String> command = hosts.command(jvm, List.of("-D" + setting, agent()), List.of("Lasting"));
        try (AgentJvm host = AgentJvm.run(command, Cli.at(pins).environment()).awaitRunning()) {
            host.process().getOutputStream().close();
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
                agent(),
                "-Dhost.awaits.agent=true");
        Run run = run(Jvm.NEWER, options, List.of("Virtual"));
        assertThat(run.out()).as(run.toString()).isEqualTo("host runs\nanother thread runs\nthe job has ended\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whoEmbedsItHearsWhenItIsReady(Jvm jvm) {
        assertThat(run(jvm, List.of(agent()), List.of("Embedder")).out()).isEqualTo("RUNNING\n");
    }

    /** What the JVM says of native code, and what ends it, is in docs/embedding.md. */
    @Test
    void withoutNativeAccessTheReasonNamesTheOption() throws IOException {
        assumeTrue(Jvm.installed().contains(Jvm.NEWER), "Java 17 allows it always");
        List<String> command = List.of(
                Jvm.NEWER.java(), "--illegal-native-access=deny", agent(), "-cp", classes.toString(), "Lasting");
        try (AgentJvm host = AgentJvm.run(command, Cli.at(pins).environment()).awaitState("UNAVAILABLE")) {
            assertThat(host.extension().getFailureReason()).contains("--enable-native-access=ALL-UNNAMED");
            host.process().getOutputStream().close();
            assertThat(host.awaitExit()).isEqualTo(3);
        }
    }

    static Stream<Arguments> endings() {
        return Jvm.installed().stream()
                .flatMap(jvm -> IntStream.rangeClosed(0, 12).mapToObj(i -> Arguments.of(jvm, i * 60)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void anEndInTheMidstOfTheAgentsStart(Jvm jvm, int milliseconds) {
        List<String> host = List.of("Hasty", Integer.toString(milliseconds));
        assertThat(run(jvm, List.of(agent()), host)).isEqualTo(run(jvm, List.of(), host));
    }

    private static String agent() {
        return "-javaagent:" + Repository.agentJar();
    }

    /** What the host says with the agent, which is what it says without. */
    private static Run same(Jvm jvm, List<String> options, List<String> host) {
        List<String> with = new ArrayList<>(options);
        with.add(agent());
        with.add("-Dhost.awaits.agent=true");
        Run alone = run(jvm, options, host);
        Run accompanied = run(jvm, with, host);
        assertThat(accompanied.out()).isEqualTo(alone.out());
        assertThat(accompanied.err()).isEqualTo(alone.err());
        assertThat(accompanied.exit()).isEqualTo(alone.exit());
        return accompanied;
    }

    private static Run run(Jvm jvm, List<String> options, List<String> host) {
        Run run = Run.of(hosts.command(jvm, options, host), Cli.at(pins).environment(), classes);
        return new Run(host, run.exit(), run.out(), run.err());
    }
}
