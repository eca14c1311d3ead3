// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Machine;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/** Every known way to get away from a job, and what one kill does about it. */
class EscapeDrillTest {

    private static final long JOB = 42;
    private static final Duration BOMB_LIFE = Duration.ofMinutes(2);

    private static final ExecutorService executor = Executors.newSingleThreadExecutor();

    private static Pins pins;
    private static AgentJvm agent;

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        agent = AgentJvm.service(pins, 2048);
    }

    @AfterAll
    static void stop() {
        executor.shutdown();
        agent.extension().forceStop("");
        agent.close();
        assertThat(pins.exists()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daemonize",
                "vforker",
                "cloneparent",
                "spawner",
                "setuid",
                "threadexec",
                "leaderexit",
                "stopped",
                "ptraced",
                "namespaces",
                "names",
                "orphan",
                "threads"
            })
    void nobodyGetsAway(String trick) {
        try (Bystander bystander = Bystander.start();
                Workload workload = Workload.start(trick)) {
            agent.jobs().register(JOB, workload.pid());
            workload.openAndAwaitReady();
            assertThat(workload.members()).isNotEmpty().allMatch(ProcFs::lives);
            assertListed(workload.members());

            KillVerdict verdict = agent.jobs().killJob(JOB, "KILL");

            assertThat(verdict.survivors()).isZero();
            assertThat(verdict.signalled())
                    .isGreaterThanOrEqualTo(workload.members().size());
            workload.awaitEnd();
            assertDead(workload.members());
            assertThat(workload.notes()).noneMatch(note -> note.startsWith("expired") || note.startsWith("short"));
            assertThat(bystander.lives()).isTrue();
            assertEmpty();
        }
    }

    @Test
    void movingToAnotherCgroupIsNoWayOut() {
        try (Bystander bystander = Bystander.start();
                Workload workload = Workload.start("cgroupmove")) {
            agent.jobs().register(JOB, workload.pid());
            workload.openAndAwaitReady();
            String cgroup = workload.notes().stream()
                    .filter(note -> note.startsWith("cgroup "))
                    .map(note -> note.substring("cgroup ".length()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no cgroup: " + workload.notes()));
            assertThat(Path.of(cgroup)).exists();

            assertThat(agent.jobs().killJob(JOB, "KILL").survivors()).isZero();

            workload.awaitEnd();
            assertDead(workload.members());
            assertThat(bystander.lives()).isTrue();
            await().until(() -> !Files.exists(Path.of(cgroup)));
        }
    }

    /** A chain in which each process forks once and exits: at any time one is alive, never the same. */
    @Test
    void aHoppingChainEndsUnderTheKill() {
        assertOneKillEnds("hopper", "-n", 200000);
    }

    /** Bounded by its own uid's process limit, a dead-man in each process and a number of forks. */
    @Test
    void aForkBombThatForksAgainEndsInOneCall() {
        assertOneKillEnds("bomb", "-n", 300);
    }

    /** Its processes come and go, so they are known by their uid and by their common output. */
    private static void assertOneKillEnds(String name, Object... options) {
        try (Bystander bystander = Bystander.start();
                Workload workload = Workload.startFor(BOMB_LIFE, name, options)) {
            agent.jobs().register(JOB, workload.pid());
            workload.openAndAwaitReady();

            assertThat(agent.jobs().killJob(JOB, "KILL").survivors()).isZero();

            workload.awaitEnd();
            assertThat(workload.notes()).noneMatch(note -> note.startsWith("done") || note.startsWith("expired"));
            assertUidIsEmpty(workload);
            assertThat(bystander.lives()).isTrue();
            assertEmpty();
        }
    }

    @Test
    void gentleEndingLeavesNobodyBehindEither() {
        try (Bystander bystander = Bystander.start();
                Workload workload = Workload.start("stopped")) {
            agent.jobs().register(JOB, workload.pid());
            workload.openAndAwaitReady();

            KillVerdict verdict = agent.jobs().terminateJob(JOB, 300);

            assertThat(verdict.survivors()).isZero();
            workload.awaitEnd();
            assertDead(workload.members());
            assertThat(bystander.lives()).isTrue();
        }
    }

    /** A scheduler may use an id again at once; who kills the old job does not mean the new one. */
    @Test
    void theNextJobWithTheSameIdIsLeftAlone() throws Exception {
        try (Workload old = Workload.start("forker", "-k", 1);
                Bystander next = Bystander.start()) {
            agent.jobs().register(JOB, old.pid());
            Future<KillVerdict> ending = executor.submit(() -> agent.jobs().terminateJob(JOB, 3000));
            await().until(() -> ended(old.pid()));
            agent.jobs().register(JOB, next.pid());

            assertThat(ending.get(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .survivors())
                    .isZero();
            assertThat(next.lives()).isTrue();
            assertThat(agent.jobs().killJob(JOB, "KILL").survivors()).isZero();
            assertThat(next.lives()).isFalse();
        }
    }

    private static boolean ended(long pid) {
        try {
            agent.jobs().find(pid);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** The job holds four times what the table has places for: all stay members. */
    @Test
    void aFullTableLosesNobody() {
        Pins small = Pins.fresh();
        try (AgentJvm other = AgentJvm.service(small, 50);
                Bystander bystander = Bystander.start();
                Workload workload = Workload.start("overflow", "-m", 199)) {
            other.jobs().register(JOB, workload.pid());
            workload.openAndAwaitReady();

            assertThat(other.extension().getTracked()).isEqualTo(200);
            assertThat(other.extension().getUntabled()).isEqualTo(150);
            assertThat(LongStream.of(other.job(JOB).getPids()).boxed())
                    .containsExactlyInAnyOrderElementsOf(workload.members());
            assertThat(other.jobs().killJob(JOB, "KILL").survivors()).isZero();
            workload.awaitEnd();
            assertDead(workload.members());
            assertThat(bystander.lives()).isTrue();
            assertThat(other.extension().getTracked()).isZero();
            assertThat(other.extension().getUntabled()).isZero();
            assertThat(other.extension().getForkCount())
                    .isEqualTo(other.extension().getExitCount());
            assertThat(other.extension().getLostEventCount()).isZero();
            other.extension().stop("");
        }
    }

    /** The other choice at start: who is born into a full table dies before it runs. */
    @Test
    void newbornsOfAFullTableDieWhenSoChosen() {
        Pins small = Pins.fresh();
        Cli cli = Cli.at(small);
        try (Bystander bystander = Bystander.start();
                Workload workload = Workload.start("overflow", "-m", 100)) {
            assertThat(cli.run("start", "-n", 20, "--overflow=kill").exit()).isZero();
            assertThat(cli.run("register", JOB, workload.pid()).exit()).isZero();
            workload.openAndAwaitReady();

            assertThat(workload.members()).hasSize(20);
            assertThat(workload.notes()).anyMatch(note -> note.equals("short 81"));
            assertThat(cli.run("kill", JOB).exit()).isZero();
            workload.awaitEnd();
            assertThat(bystander.lives()).isTrue();
        } finally {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    /** Kernels before 6.13 cannot signal a task from a program, those before 6.7 need an iterator. */
    @ParameterizedTest
    @ValueSource(strings = {"bpf_send_signal_task", "all"})
    void olderKernelsWaysReachEverybodyToo(String without) {
        Pins older = Pins.fresh();
        Cli cli = Cli.at(older);
        Map<String, String> environment =
                Map.of("PROCTRACK_PINS", older.path().toString(), "PROCTRACK_WITHOUT", without);
        assertThat(Run.of(cli.command("start"), environment, Path.of(".")).exit())
                .isZero();
        try (Bystander bystander = Bystander.start();
                Workload bomb = Workload.startFor(BOMB_LIFE, "bomb", "-n", 200, "-u", 61300);
                Workload daemon = Workload.start("daemonize")) {
            assertThat(cli.run("register", 1, bomb.pid()).exit()).isZero();
            assertThat(cli.run("adopt", 2, daemon.pid()).exit()).isZero();
            bomb.openAndAwaitReady();
            daemon.openAndAwaitReady();
            assertThat(cli.run("list", 2).out())
                    .contains(Long.toString(daemon.members().get(0)));
            assertThat(cli.run("kill", 1).exit()).isZero();
            assertThat(cli.run("kill", 2).exit()).isZero();
            bomb.awaitEnd();
            daemon.awaitEnd();
            assertUidIsEmpty(bomb);
            assertDead(daemon.members());
            assertThat(bystander.lives()).isTrue();
        } finally {
            assertThat(cli.run("stop").exit()).isZero();
        }
    }

    private static void assertListed(List<Long> members) {
        assertThat(LongStream.of(agent.job(JOB).getPids()).boxed()).containsAll(members);
        List<String> prefixes =
                members.stream().map(member -> JOB + " " + member + " ").toList();
        assertThat(prefixes).allMatch(prefix -> pins.records().stream().anyMatch(line -> line.startsWith(prefix)));
    }

    private static void assertDead(List<Long> members) {
        await().until(() -> members.stream().noneMatch(ProcFs::lives));
    }

    private static void assertUidIsEmpty(Workload workload) {
        String uid = workload.notes().stream()
                .filter(note -> note.startsWith("uid "))
                .map(note -> note.substring("uid ".length()))
                .findFirst()
                .orElseThrow();
        await().until(() -> Machine.processesOf(uid).stream().allMatch(line -> line.contains(" Z")));
    }

    private static void assertEmpty() {
        assertThat(agent.extension().getTracked()).isZero();
        assertThat(agent.jobs().getIds()).isEmpty();
        await().until(() -> !agent.has(Names.job(JOB)));
    }
}
