// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.PidsLimit;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/** A job is killed also where it has taken what other programs need: pids, memory, files, /proc. */
class RescueTest {

    /** Nobody else on the machine has processes of this user. */
    private static final String USER = "64997";

    private static final String SETPRIV = "setpriv --reuid=" + USER + " --regid=" + USER + " --clear-groups ";
    private static final String NONE_LEFT = "job 42: SIGKILL to 2 processes, 0 survivors, waited [0-9]+ ms\n";

    /** The script and its tools as a package installs them, where any user may read them. */
    @TempDir
    private static Path folder;

    private static Pins pins;
    private Bystander bystander;

    @BeforeAll
    static void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        copy("scripts/proctrack");
        for (String tool : List.of("kill", "wait", "find")) {
            copy("kext/build/proctrack-" + tool);
        }
        copy("kext/build/proctrack-run");
        copy("kext/build/proctrack_list");
        pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
    }

    private static void copy(String file) throws IOException {
        Path source = Repository.file(file);
        Path copy = folder.resolve(source.getFileName());
        Files.copy(source, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @BeforeEach
    void startBystander() {
        bystander = Bystander.start();
    }

    @AfterEach
    void endBystander() {
        assertThat(bystander.lives()).isTrue();
        bystander.close();
        assertThat(pins.records()).isEmpty();
    }

    /** In a shell that finds the tools in the current directory. */
    private static Run sh(String script) {
        return command("sh", "-c", script);
    }

    private static Run command(String... command) {
        return Run.of(List.of(command), Map.of("PROCTRACK_PINS", pins.path().toString()), folder);
    }

    /** Two processes in job 42, which cannot live longer than a minute, started by what may stand before. */
    private static void begin(String before) {
        String members = "./proctrack-run 42 sh -c 'sleep 60 > /dev/null 2>&1 & exec sleep 60' > begin.log 2>&1 &";
        Run run = sh(before + members);
        assertThat(run.exit()).as(run.toString()).isZero();
        await().untilAsserted(() -> assertThat(pins.records())
                .as(() -> "what proctrack-run said: " + said())
                .hasSize(2));
        await().until(() -> sh("./proctrack_list -l 42").out().split("sleep", -1).length == 3);
    }

    private static String said() {
        try {
            return Files.readString(folder.resolve("begin.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killed(Run kill) {
        assertThat(kill.exit()).as(kill.toString()).isZero();
        assertThat(kill.out()).matches(NONE_LEFT);
        assertThat(kill.err()).isEmpty();
    }

    @Test
    void withAllPidsOfTheCgroupTaken() {
        try (PidsLimit limit = PidsLimit.create()) {
            String enter = "echo $$ > " + limit.tasks() + "; ";
            begin(enter);
            limit.allow(2);
            assertThat(sh(enter + "(:)").err()).as("the limit holds").contains("fork");

            assertThat(sh(enter + "exec ./proctrack find " + pid()).out()).isEqualTo("42\n");
            assertThat(sh(enter + "exec ./proctrack list 42").out().lines()).hasSize(3);
            assertThat(sh(enter + "exec ./proctrack wait 42 --timeout 10ms").exit())
                    .isEqualTo(5);
            killed(sh(enter + "exec ./proctrack kill 42"));
            limit.allow(10);
        }
    }

    private static String pid() {
        return pins.records().get(0).split(" ", -1)[1];
    }

    @Test
    void withAllProcessesOfTheUserTaken() throws IOException {
        Path entered = folder.resolve("entered");
        Run mkfifo = command("mkfifo", "-m", "666", entered.toString());
        assertThat(mkfifo.exit()).as(mkfifo.toString()).isZero();
        String member = "./proctrack-run 42 sh -c 'echo in > entered; exec sleep 60' > /dev/null 2>&1 & ";
        Path script = folder.resolve("taken");
        Files.writeString(script, "exec 3<> entered; " + member + member + "read -r a <&3; read -r a <&3; \"$@\" 3<&-");

        Run other = command(limited(64996, script, "./proctrack", "status"));
        assertThat(other.err()).as("the limit holds: " + other).contains("fork");
        killed(sh("./proctrack kill 42"));
        killed(command(limited(64995, script, "exec", "./proctrack", "kill", "42")));
        Files.delete(entered);
    }

    /** A user who may have three processes; another one each time, for a zombie counts too. */
    private static String[] limited(int user, Path script, String... command) {
        List<String> all = new ArrayList<>(List.of("prlimit", "--nproc=3", "setpriv", "--clear-groups"));
        all.addAll(List.of("--reuid=" + user, "--regid=" + user));
        all.addAll(List.of("sh", script.toString()));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2097152", "20000"})
    void withLittleMemory(String kib) {
        begin("");
        assertThat(sh("ulimit -v " + kib + "; exec ./proctrack list 42").out().lines())
                .hasSize(3);
        killed(sh("ulimit -v " + kib + "; exec ./proctrack kill 42"));
    }

    /** What is in the way of a few descriptors was left open by whoever started us. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ulimit -n 4; exec ./proctrack-kill 42",
                "exec 3< /dev/null 4< /dev/null; ulimit -n 5; exec ./proctrack-kill 42",
                "ulimit -S -n 3; exec ./proctrack-kill 42",
                "ulimit -n 11; exec ./proctrack kill 42"
            })
    void withFewDescriptors(String kill) {
        begin("");
        killed(sh(kill));
    }

    @Test
    void withoutProc() {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("mount namespaces are not allowed here");
        }
        begin("");
        String gone = "umount -l /proc && ! test -e /proc/self && exec ./proctrack ";
        Run list = command("unshare", "-m", "sh", "-c", gone + "list 42");
        assertThat(list.out().lines()).as(list.toString()).hasSize(3).anyMatch(line -> line.matches(" *42 +[0-9]+ .*"));
        killed(command("unshare", "-m", "sh", "-c", gone + "kill 42"));
    }

    /** Not even a library is there. */
    @Test
    void inAnEmptyRoot() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.copy(folder.resolve("proctrack-kill"), root.resolve("proctrack-kill"));
        Files.setPosixFilePermissions(root.resolve("proctrack-kill"), PosixFilePermissions.fromString("rwxr-xr-x"));
        begin("");
        killed(command("chroot", root.toString(), "/proctrack-kill", "42"));
    }

    @Test
    void aUserKillsHisOwnJobAndNoOther() {
        begin("");
        Run refused = sh(SETPRIV + "./proctrack kill 42");
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(1);
        assertThat(refused.err()).startsWith("proctrack: job 42 has no process that you may signal: ");
        killed(sh("./proctrack kill 42"));

        begin(SETPRIV);
        killed(sh(SETPRIV + "./proctrack kill 42"));
    }

    /** What root sees through the pins, others see through the calls and /proc. */
    @Test
    void aUserListsWhatRootLists() {
        begin("");
        assertThat(sh(SETPRIV + "./proctrack list").out().replaceAll(":[0-9][0-9]  ", "  "))
                .isEqualTo(sh("./proctrack list").out().replaceAll(":[0-9][0-9]  ", "  "));
        killed(sh("./proctrack kill 42"));
    }

    /** The job ends by SIGTERM, and another one has its id before the grace is over: that one lives. */
    @Test
    void theNextJobWithTheIdIsSpared() {
        String first = "./proctrack-run 42 sh -c 'trap \"sleep 1; exit\" TERM; while :; do sleep 0.1; done'";
        String next = "exec ./proctrack-run 42 sleep 60";
        sh("{ " + first + "; " + next + "; } > /dev/null 2>&1 &");
        await().until(() -> sh("./proctrack list 42").out().contains("sleep"));

        Run kill = sh("exec ./proctrack kill 42 --grace 1m");

        assertThat(kill.exit()).as(kill.toString()).isZero();
        assertThat(kill.out()).matches("job 42: SIGTERM to [12] process(es)?, 0 survivors, waited [0-9]+ ms\n");
        assertThat(pins.records()).hasSize(1);
        long pid = Long.parseLong(pid());
        assertThat(ProcFs.lives(pid)).isTrue();
        assertThat(sh("./proctrack kill 42").exit()).isZero();
    }
}
