// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Setpriv;
import org.proctrack.test.support.Tier;

/** Who may use the pins after each grant, and that whoever lost the right has nothing left of it. */
class GrantTest {

    private static final int GROUP = Setpriv.SYSTEM_USER;
    private static final int NEXT_GROUP = 64998;
    private static final int REFUSED = 1;
    private static final int NOT_LOADED = 3;

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

    private void load(String without) {
        Map<String, String> environment = new HashMap<>(root.environment());
        environment.put("PROCTRACK_WITHOUT", without);
        Run start = Run.of(root.command("start", "-n", 64), environment, directory);
        assertThat(start.exit()).as(start.toString()).isZero();
    }

    private String succeed(Object... arguments) {
        Run run = root.run(arguments);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out().strip();
    }

    /** No root, no capability, and this group. */
    private Run runIn(int group, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(Setpriv.user(group, List.of())));
        command.addAll(List.of(Jvm.CURRENT.java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Run.of(command, root.environment(), directory);
    }

    /** {@return the pins that a group may open, as "name mode group"; what everybody may read is left out} */
    private List<String> open() {
        try (Stream<Path> entries = Files.list(pins.path())) {
            return entries.filter(entry -> !entry.endsWith("records"))
                    .map(GrantTest::look)
                    .filter(look -> !look.matches("\\S+ (600|700) 0"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String look(Path pin) {
        try {
            Map<String, Object> found = Files.readAttributes(pin, "unix:mode,gid");
            int mode = (Integer) found.get("mode") & 07777;
            return pin.getFileName() + " " + Integer.toOctalString(mode) + " " + found.get("gid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the pins of new kernels, and with those of old ones: a mailbox that can be written, and its lock. */
    @ParameterizedTest
    @ValueSource(strings = {"", "all"})
    void whatIsTakenBackIsClosed(String without) {
        load(without);
        assertThat(open()).isEmpty();
        succeed("grant", GROUP);
        assertThat(open()).isNotEmpty().allMatch(look -> look.endsWith(" " + GROUP));

        succeed("grant", 0);

        assertThat(open()).isEmpty();
        assertThat(look(pins.path().resolve("records"))).isEqualTo("records 444 0");
    }

    /** A user in root's group is not root: containers run any user so. */
    @Test
    void rootsGroupGetsNothing() {
        load("");
        succeed("grant", GROUP);
        succeed("grant", 0);
        try (Bystander victim = Bystander.start();
                Bystander member = Bystander.start()) {
            succeed("register", 42, member.pid());
            for (List<Object> verb : List.<List<Object>>of(
                    List.of("register", 43, victim.pid()),
                    List.of("kill", 42),
                    List.of("find", member.pid()),
                    List.of("list"),
                    List.of("status"))) {
                Run run = runIn(0, verb.toArray());
                assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
                assertThat(run.errors()).as(run.toString()).hasSize(1);
                assertThat(run.err()).contains("you must be root");
            }
            assertThat(victim.lives()).isTrue();
            assertThat(member.lives()).isTrue();
            assertThat(root.run("find", victim.pid()).exit()).isEqualTo(4);
        }
    }

    @Test
    void eachAnswerSaysWhoMayNow() {
        assertThat(root.run("grant").exit()).isEqualTo(NOT_LOADED);
        load("");
        assertThat(succeed("grant")).isEqualTo("only root may register and kill other users' processes");
        assertThat(succeed("grant", GROUP))
                .isEqualTo(
                        "group " + GROUP + " may now kill any process through a job; proctrack grant 0 revokes this");
        assertThat(succeed("grant"))
                .isEqualTo("group " + GROUP + " may kill any process through a job; proctrack grant 0 revokes this");
        assertThat(succeed("grant", "--json")).isEqualTo("{\"groupId\":" + GROUP + ",\"group\":null}");
        assertThat(succeed("grant", "daemon")).startsWith("group daemon (1) may now kill any process");
        assertThat(succeed("grant", "--json")).isEqualTo("{\"groupId\":1,\"group\":\"daemon\"}");
        assertThat(succeed("grant", 0))
                .isEqualTo("from now on, only root may register and kill other users' processes");
        assertThat(succeed("grant", "--json")).isEqualTo("{\"groupId\":null,\"group\":null}");
    }

    /** So a user in root's group cannot be given anything by mistake. */
    @Test
    void aGroupByTheNumberZeroTakesBack() {
        load("");
        succeed("grant", GROUP);
        assertThat(succeed("grant", "root"))
                .isEqualTo("group root has id 0, which revokes the grant: "
                        + "from now on, only root may register and kill other users' processes");
        assertThat(open()).isEmpty();
    }

    @Test
    void toAskChangesNothing() {
        load("");
        succeed("grant", GROUP);
        List<String> before = open();
        succeed("grant");
        assertThat(open()).isEqualTo(before);
        Run member = runIn(GROUP, "grant");
        assertThat(member.exit()).as(member.toString()).isZero();
        assertThat(member.out()).startsWith("group " + GROUP + " may kill");
        assertThat(open()).isEqualTo(before);
    }

    @Test
    void aSecondGroupTakesThePlaceOfTheFirst() {
        load("");
        succeed("grant", GROUP);
        succeed("grant", NEXT_GROUP);
        assertThat(open()).isNotEmpty().allMatch(look -> look.endsWith(" " + NEXT_GROUP));
        assertThat(runIn(GROUP, "status").exit()).isEqualTo(REFUSED);
        assertThat(runIn(NEXT_GROUP, "status").exit()).isZero();
    }

    /** proctrack-load.service has its group and no CAP_CHOWN; who else was granted the pins must not matter to it. */
    @Test
    void theServiceGrantsToItsOwnGroup() {
        Cli service = root.under(Setpriv.rootIn(GROUP, List.of("CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN")));
        Run start = service.run("start", "-n", 64);
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(succeed("grant")).startsWith("only root");
        for (int other : List.of(GROUP, NEXT_GROUP)) {
            succeed("grant", other);
            Run grant = service.run("grant", GROUP);
            assertThat(grant.exit()).as(grant.toString()).isZero();
            assertThat(runIn(GROUP, "status").exit()).isZero();
            assertThat(runIn(NEXT_GROUP, "status").exit()).isEqualTo(REFUSED);
        }
        succeed("grant", 0);
        assertThat(open()).isEmpty();
    }

    /** What another version of ours, or an administrator, left open, under whatever name. */
    @Test
    void whatOthersOpenedIsClosedToo() throws IOException {
        load("");
        Files.setAttribute(pins.path().resolve("pt_records"), "unix:mode", 0660);
        Files.setAttribute(pins.path().resolve("state"), "unix:mode", 0640);
        assertThat(succeed("grant")).startsWith("group root (0) may kill");
        succeed("grant", 0);
        assertThat(open()).isEmpty();
    }

    /** One pin cannot be changed: all others are closed all the same, and the failure is told. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "" + NEXT_GROUP})
    void aFailureHalfWayLeavesNoOtherPin(String group) {
        load("");
        succeed("grant", GROUP);

        Run run = grantWithAPinThatStays("call_v10", group);

        assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
        assertThat(run.errors()).as(run.toString()).hasSize(1);
        assertThat(open().stream().filter(look -> !look.matches("\\S+ 600 \\d+")))
                .containsExactly("call_v10 640 " + GROUP);
    }

    private Run grantWithAPinThatStays(String name, String group) {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("no mount namespace for a pin that is read-only");
        }
        String pin = pins.path().resolve(name).toString();
        String script = "mount --bind " + pin + " " + pin + " && mount -o remount,bind,ro " + pin + " && exec "
                + String.join(" ", root.command("grant", group));
        return Run.of(List.of("unshare", "-m", "sh", "-c", script), root.environment(), directory);
    }
}
