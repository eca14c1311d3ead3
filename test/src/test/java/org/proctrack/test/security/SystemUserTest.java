// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.ProcessInfo;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Setpriv;
import org.proctrack.test.support.Tier;

/** The agent as proctrack.service runs it: root loads and grants, a system user does all the rest. */
class SystemUserTest {

    private static final List<String> NOTHING = List.of();
    private static final List<String> KILL = List.of("CAP_KILL");
    private static final int REFUSED = 1;

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private final Cli root = Cli.at(pins);
    private Path jar;

    @BeforeEach
    void jarForAll() {
        jar = Nobody.jar(directory);
    }

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(root.run("stop", "--force").exit()).isZero();
        }
        assertThat(pins.exists()).isFalse();
    }

    private void load(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(root.environment());
        all.putAll(environment);
        Run start = Run.of(root.command("start", "-n", 64), all, directory);
        assertThat(start.exit()).as(start.toString()).isZero();
    }

    private void grant() {
        Run grant = root.run("grant", Setpriv.SYSTEM_USER);
        assertThat(grant.exit()).as(grant.toString()).isZero();
        assertThat(grant.out()).contains("may now kill any process");
    }

    private List<String> command(List<String> capabilities, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(Setpriv.user(capabilities)));
        command.addAll(List.of(Jvm.CURRENT.java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private Run run(Object... arguments) {
        return Run.of(command(NOTHING, arguments), root.environment(), directory);
    }

    private AgentJvm agent(List<String> capabilities) {
        return AgentJvm.run(command(capabilities, "agent"), root.environment());
    }

    private static String status(AgentJvm agent, String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + agent.process().pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The processes here are root's: without the extension this user could do nothing to them. */
    @Test
    void withoutAnyCapabilityItWatchesAndKills() {
        load(Map.of());
        grant();
        try (Bystander member = Bystander.start();
                Bystander innocent = Bystander.start();
                AgentJvm agent = agent(NOTHING).awaitRunning()) {
            assertThat(status(agent, "CapEff")).isEqualTo("CapEff:\t0000000000000000");
            assertThat(status(agent, "Uid")).startsWith("Uid:\t" + Setpriv.SYSTEM_USER);

            agent.jobs().register(42, member.pid());

            assertThat(agent.processes().list(42, 0, 10))
                    .extracting(ProcessInfo::pid)
                    .containsExactly(member.pid());
            assertThat(agent.extension().getLostEventCount()).isZero();
            assertThat(agent.jobs().killJob(42, "KILL").survivors()).isZero();
            assertThat(member.lives()).isFalse();
            assertThat(innocent.lives()).isTrue();
            assertThat(agent.jobs().getIds()).isEmpty();
        }
    }

    /** What it may not is refused before anything is changed: registrations are taken as before. */
    @Test
    void startStopAndGrantStayRoots() {
        load(Map.of());
        grant();
        try (Bystander member = Bystander.start();
                AgentJvm agent = agent(KILL).awaitRunning()) {
            assertThatThrownBy(() -> agent.extension().stop("")).hasMessageContaining("must be root");
            assertThatThrownBy(() -> agent.extension().forceStop("")).hasMessageContaining("must be root");
            assertThat(run("grant", 0).err()).contains("only root can grant access");
            assertThat(agent.extension().getState()).isEqualTo("RUNNING");
            agent.jobs().register(42, member.pid());
            assertThat(agent.jobs().find(member.pid())).isEqualTo(42);

            assertThat(root.run("stop", "--force").exit()).isZero();

            assertThatThrownBy(() -> agent.extension().start("", 64))
                    .hasMessageContaining("must be root")
                    .hasMessageContaining("CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN");
            assertThat(agent.extension().getState()).isEqualTo("UNAVAILABLE");
            assertThat(pins.exists()).isFalse();
        }
    }

    @Test
    void whoWasGrantedNothingIsTurnedAway() {
        load(Map.of());
        try (AgentJvm agent = agent(KILL).awaitState("UNAVAILABLE")) {
            assertThat(agent.extension().getFailureReason()).contains("proctrack grant GROUP");
            assertThatThrownBy(() -> agent.jobs().killJob(42, "KILL")).hasMessageContaining("must be root");
        }
        grant();
        assertThat(run("status").exit()).isZero();
        assertThat(root.run("grant", 0).exit()).isZero();
        Run status = run("status");
        assertThat(status.exit()).as(status.toString()).isEqualTo(REFUSED);
        assertThat(status.errors()).hasSize(1);
        assertThat(root.run("grant", "no-such-group").err()).contains("no group no-such-group");
    }

    /** Whoever has a link can detach it; whoever has a map can write into it. */
    @Test
    void theGroupGetsNoLinkAndCannotWriteTheState() {
        load(Map.of());
        grant();
        Path state = pins.path().resolve("state");
        for (String link : List.of("proctrack_fork", "proctrack_exit", "proctrack_free", "ask_v10", "command_v10")) {
            Run run = asUser(
                    "bpftool",
                    "link",
                    "detach",
                    "pinned",
                    pins.path().resolve(link).toString());
            assertThat(run.exit()).as(run.toString()).isNotZero();
            assertThat(run.toString()).contains("Permission denied");
        }
        Run write =
                asUser("bpftool", "map", "update", "pinned", state.toString(), "key", "0", "0", "0", "0", "value", "0");
        assertThat(write.exit()).as(write.toString()).isNotZero();
        assertThat(write.toString()).contains("Permission denied");
        assertThat(run("status").exit()).isZero();
    }

    private Run asUser(String... command) {
        List<String> all = new ArrayList<>(List.of(Setpriv.user(NOTHING)));
        all.addAll(List.of(command));
        return Run.of(all.toArray(String[]::new));
    }

    /** Before Linux 6.13 it is the agent that signals. */
    @Test
    void wherePidfdsSignalItTakesCapKill() {
        load(Map.of("PROCTRACK_WITHOUT", "all"));
        grant();
        try (Bystander member = Bystander.start()) {
            try (AgentJvm agent = agent(NOTHING).awaitRunning()) {
                agent.jobs().register(42, member.pid());
                assertThatThrownBy(() -> agent.jobs().killJob(42, "KILL")).hasMessageContaining("CAP_KILL");
                assertThat(member.lives()).isTrue();
            }
            try (AgentJvm agent = agent(KILL).awaitRunning()) {
                assertThat(status(agent, "CapEff")).isEqualTo("CapEff:\t0000000000000020");
                assertThat(agent.jobs().killJob(42, "KILL").survivors()).isZero();
                assertThat(member.lives()).isFalse();
            }
        }
    }

    /** The names of all members come with it. */
    @Test
    void aGroupMayHaveAnyNumberOfMembers() throws IOException {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("no mount namespace for a list of groups of its own");
        }
        String members = IntStream.range(0, 10_000).mapToObj(i -> "member" + i).collect(Collectors.joining(","));
        Path groups = directory.resolve("group");
        Files.writeString(
                groups,
                Files.readString(Path.of("/etc/group")) + "crowd:x:" + Setpriv.SYSTEM_USER + ":" + members + "\n");
        load(Map.of());
        String script =
                "mount --bind " + groups + " /etc/group && exec " + String.join(" ", root.command("grant", "crowd"));
        Run run = Run.of(List.of("unshare", "-m", "sh", "-c", script), root.environment(), directory);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run("status").exit()).isZero();
    }

    /** As systemd mounts it: nobody but root may even pass through. */
    @Test
    void aBpffsThatIsRootsLetsTheGroupPass() throws IOException {
        String script = """
                mount -t bpf -o mode=0700 bpf "$BPFFS"
                $ROOT start -n 64 && $ROOT grant $GROUP
                $USER status
                stat -c 'bpffs %a %g' "$BPFFS"
                setpriv --reuid=65534 --regid=65534 --clear-groups stat "$PROCTRACK_PINS" || echo others cannot pass
                setpriv --reuid=$GROUP --regid=$GROUP --clear-groups ls "$BPFFS" || echo the group cannot list
                $ROOT stop
                """;
        Run run = inABpffsOfRoots(script);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("state          RUNNING")
                .contains("bpffs 1710 " + Setpriv.SYSTEM_USER)
                .contains("others cannot pass")
                .contains("the group cannot list")
                .contains("proctrackext is unloaded");
    }

    /** But not while something else in there is that group's. */
    @Test
    void whatIsTakenBackIsThePassageToo() throws IOException {
        String script = """
                mount -t bpf -o mode=0700 bpf "$BPFFS"
                look() { stat -c "$1 %a %g" "$BPFFS"; }
                $ROOT start -n 64 && $ROOT grant $GROUP && look granted
                mkdir -p "$BPFFS/other/deep" && chgrp $GROUP "$BPFFS/other/deep"
                $ROOT grant 0 && look shared
                $ROOT grant $GROUP && rmdir "$BPFFS/other/deep"
                $ROOT grant 0 && look alone
                $USER status || echo nobody passes
                $ROOT grant $GROUP && $ROOT grant 4711 && look next
                chmod g+r "$BPFFS"
                $ROOT grant $GROUP || stat -c 'refused %a %g' "$PROCTRACK_PINS/state"
                $ROOT grant 0 && look administrators
                $ROOT stop
                """;
        Run run = inABpffsOfRoots(script);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("granted 1710 " + Setpriv.SYSTEM_USER)
                .contains("shared 1710 " + Setpriv.SYSTEM_USER)
                .contains("alone 1700 0\n")
                .contains("nobody passes")
                .contains("next 1710 4711")
                .contains("refused 640 4711")
                .contains("administrators 1750 4711");
    }

    private Run inABpffsOfRoots(String script) throws IOException {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("no mount namespace for a bpffs of its own");
        }
        Path bpffs = Files.createDirectory(directory.resolve("bpf"));
        return Run.of(
                List.of("unshare", "-m", "--propagation", "private", "sh", "-c", script),
                Map.of(
                        "BPFFS", bpffs.toString(),
                        "PROCTRACK_PINS", bpffs + "/pt",
                        "GROUP", Integer.toString(Setpriv.SYSTEM_USER),
                        "ROOT", String.join(" ", root.command()),
                        "USER", String.join(" ", command(NOTHING))),
                directory);
    }
}
