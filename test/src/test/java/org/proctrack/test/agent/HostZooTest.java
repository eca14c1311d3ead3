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

    @BeforeAll
    static void compile() {
        pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start", "-n", "64").exit()).isZero();
        Path sources = Repository.file("test/src/test/hosts");
        List<String> javac = new ArrayList<>(
                List.of(Jvm.CURRENT.tool("javac"), "-cp", Repository.agentJar().toString(), "-d", classes.toString()));
        for (String file : List.of(sources.toFile().list())) {
            javac.add(sources.resolve(file).toString());
        }
        Run run = Run.of(javac.toArray(new String[0]));
        assertThat(run.exit()).as(run.toString()).isZero();
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
        Run run = same(jvm, List.of(), List.of("ParentFirst", tool("gson"), tool("jna"), tool("commons-cli")));
        assertThat(run.out()).contains("Gson from host-gson.jar").contains("JNA answers 8");
        assertThat(run.out()).contains("Names from nowhere");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnLogManager(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("LateLogging")).out()).isEqualTo("log manager LateLogging$Manager\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenInMain(Jvm jvm) {
        assertThat(same(jvm, List.of(), List.of("OwnMBeanServer")).out()).isEqualTo("own builder true\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itsOwnMBeanServerChosenOnTheCommandLine(Jvm jvm) {
        List<String> options = List.of("-Djavax.management.builder.initial=OwnMBeanServer");
        assertThat(same(jvm, options, List.of("OwnMBeanServer")).out()).isEqualTo("own builder true\n");
    }

    static Stream<Arguments> settingsOfJna() {
        return Jvm.installed().stream()
                .flatMap(jvm -> Stream.of(
                                "jna.noclasspath=true",
                                "jna.nounpack=true",
                                "jna.nosys=false",
                                "jna.boot.library.path=/nonexistent",
                                "jna.boot.library.name=another")
                        .map(setting -> Arguments.of(jvm, setting)));
    }

    @ParameterizedTest
    @MethodSource("settingsOfJna")
    void settingsOfItsOwnJna(Jvm jvm, String setting) throws IOException {
        List<String> command = command(jvm, List.of("-D" + setting, agent()), List.of("Lasting"));
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
        assertThat(run.out()).as(run.toString()).isEqualTo("another thread runs\nthe job has ended\n");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whoEmbedsItHearsWhenItIsReady(Jvm jvm) {
        assertThat(run(jvm, List.of(agent()), List.of("Embedder")).out()).isEqualTo("RUNNING\n");
    }

    /** What the JVM says of native code, and what ends it, is in the README. */
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

    private static String tool(String library) {
        return Repository.file("test/target/tools/host-" + library + ".jar").toString();
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
        Run run = Run.of(command(jvm, options, host), Cli.at(pins).environment(), classes);
        return new Run(host, run.exit(), run.out(), run.err());
    }

    /** JDK 25 warns of native code, unless it is told not to. */
    private static List<String> command(Jvm jvm, List<String> options, List<String> host) {
        List<String> command = new ArrayList<>(List.of(jvm.java(), "-cp", classes.toString()));
        if (jvm == Jvm.NEWER) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(host);
        return command;
    }
}
