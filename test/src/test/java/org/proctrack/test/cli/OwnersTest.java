// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** A job that dies with its owner, as administrators, launchers and JMX clients tie it. */
class OwnersTest {

    private static final Pins pins = Pins.fresh();
    private static final Cli cli = Cli.at(pins);

    @TempDir
    private static Path folder;

    private Bystander bystander;
    private Bystander member;
    private Bystander owner;

    @BeforeAll
    static void start() {
        assertThat(cli.run("start").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        assertThat(cli.run("stop").exit()).isZero();
    }

    @BeforeEach
    void begin() {
        bystander = Bystander.start();
        member = Bystander.start();
        owner = Bystander.start();
    }

    @AfterEach
    void end() {
        assertThat(bystander.lives()).isTrue();
        bystander.close();
        member.close();
        owner.close();
        await().until(() -> pins.records().isEmpty());
    }

    private void registered(long job) {
        assertThat(cli.run("register", job, member.pid()).exit()).isZero();
    }

    @Test
    void theJobDiesAndItsRecordSaysWhy() {
        registered(42);
        assertThat(cli.run("tie", 42, owner.pid(), "--json").out().strip())
                .isEqualTo("{\"jobId\":42,\"owner\":" + owner.pid() + "}");
        assertThat(cli.run("dump", "--json").out()).contains("\"owner\":" + owner.pid());

        owner.close();
        await().until(() -> !member.lives());
        await().until(() -> pins.records().isEmpty());
        assertThat(cli.run("history", 42).out())
                .contains("owner        pid " + owner.pid() + " (bystander), which ended, and the job with it");
        assertThat(cli.run("history").out()).contains("owner's end");
    }

    @Test
    void aJobOutlivesAnOwnerThatWasTakenAway() {
        registered(43);
        assertThat(cli.run("tie", 43, owner.pid()).exit()).isZero();
        assertThat(cli.run("untie", 43).exit()).isZero();
        owner.close();
        await().until(() -> !owner.lives());
        assertThat(member.lives()).isTrue();
    }

    /** What is in the package and what is in the jar. */
    private enum Tool {
        NATIVE,
        JAR
    }

    private static List<String> run(Tool tool, Object... arguments) {
        if (tool == Tool.JAR) {
            List<Object> all = new ArrayList<>(List.of("run"));
            all.addAll(List.of(arguments));
            return cli.command(all.toArray());
        }
        List<String> command = new ArrayList<>();
        command.add(Repository.file("kext/build/proctrack-run").toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** The launcher is killed, and what it has launched is a daemon by then. */
    @ParameterizedTest
    @EnumSource
    void whatALauncherStartsDiesWithIt(Tool tool) throws IOException {
        List<String> run = run(tool, "-j", 44, "--die-with-owner", "--", "setsid", "sleep", "300");
        List<String> launcher = new ArrayList<>(List.of("sh", "-c", "\"$@\" & wait", "sh"));
        launcher.addAll(run);
        Process process = started(launcher);
        await().until(() -> pins.records().size() == 1 && pins.records().get(0).endsWith(" sleep"));

        process.destroyForcibly();
        await().until(() -> pins.records().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aCommandMayDieWithAnotherProcess(Tool tool) throws IOException {
        started(run(tool, "-j", 45, "--owner", owner.pid(), "--", "sleep", "300"));
        await().until(() -> pins.records().size() == 1 && pins.records().get(0).endsWith(" sleep"));

        owner.close();
        await().until(() -> pins.records().isEmpty());
    }

    private static Process started(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("output").toFile());
        builder.environment().putAll(cli.environment());
        return builder.start();
    }

    /** No right is needed: neither root's, nor that of a daemon. */
    @Test
    void anyUserMayDoIt() throws IOException {
        List<String> launcher = new ArrayList<>(Nobody.SETPRIV);
        launcher.addAll(List.of("sh", "-c", "\"$@\" & wait", "sh"));
        launcher.addAll(run(Tool.NATIVE, "-j", 46, "--die-with-owner", "sleep", "300"));
        Process process = started(launcher);
        await().until(() -> pins.records().size() == 1 && pins.records().get(0).endsWith(" sleep"));

        process.destroyForcibly();
        await().until(() -> pins.records().isEmpty());
    }

    @Test
    void whoCannotOwnIsNamed() {
        Run thread = Run.of(run(Tool.NATIVE, "--owner", 2, "true"), cli.environment(), folder);
        assertThat(thread.exit()).isEqualTo(1);
        assertThat(thread.err()).matches("proctrack: process 2 cannot own job [0-9]+: name one that you may signal\n");
        Run nobody = Run.of(run(Tool.NATIVE, "--owner", 4_194_303, "true"), cli.environment(), folder);
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).isEqualTo("proctrack: no process 4194303: give the pid of a running process\n");
        Run other = cli.run("run", "--owner", 2, "true");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).isEqualTo("proctrack: pid 2 is a kernel thread and can never own a job\n");
    }

    /** The kernel does it: the agent that tied the job is dead. */
    @Test
    void nobodyHasToWatch() {
        try (AgentJvm agent = AgentJvm.service(pins, 2048)) {
            registered(47);
            agent.jobs().tie(47, owner.pid());
            assertThat(agent.jobs().jobsOf(owner.pid())).containsExactly(47);
            assertThat(agent.jobs().jobsOf(member.pid())).isEmpty();
            await().until(() -> agent.job(47).getOwner() == owner.pid());
            assertThat(agent.job(47).getOwnerName()).isEqualTo("bystander");
            agent.kill();
        }
        owner.close();
        await().until(() -> !member.lives());
    }
}
