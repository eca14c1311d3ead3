// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.kernel.FakeKernel;

@Timeout(60)
class PasswdVerbTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final Shell shell = new Shell(kernel);
    private final FakeTerminal terminal = new FakeTerminal(10, 80);
    private final Shell typing = new Shell(kernel, terminal);
    private String config;
    private PasswordFile file;

    @BeforeEach
    void settings() throws IOException {
        config = Files.writeString(folder.resolve("jmx.properties"), "passwords=etc/jmx.passwd\n")
                .toString();
        file = new PasswordFile(folder.resolve("etc/jmx.passwd"));
    }

    private Shell.Result passwd(Shell in, String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "passwd";
        System.arraycopy(words, 0, line, 1, words.length);
        line[words.length + 1] = "--jmx-config";
        line[words.length + 2] = config;
        return in.run(line);
    }

    private Optional<Role> roleOf(String user, String password) throws IOException {
        return file.login(user, password.toCharArray()).map(Account::role);
    }

    @Test
    void somebodyNewIsAMonitor() throws IOException {
        Shell.Result result = passwd(shell.input(PASSWORD + "\n"), "alice").exits(0);
        assertThat(result.out()).isEqualTo("alice is new, role monitor, in " + file.path() + "\n");
        assertThat(result.err()).isEmpty();
        assertThat(roleOf("alice", PASSWORD)).contains(Role.MONITOR);
        assertThat(Files.getAttribute(file.path().getParent(), "unix:mode")).isEqualTo(040755);
        assertThat(shell.opened()).as("kernel opened").isZero();
    }

    @Test
    void theRoleStaysUntilAnotherIsGiven() throws IOException {
        passwd(shell.input(PASSWORD), "alice", "--role", "operator").exits(0).prints("is new, role operator");
        passwd(shell.input("another one"), "alice").exits(0).prints("alice has a new password, role operator, in ");
        assertThat(roleOf("alice", PASSWORD)).isEmpty();
        assertThat(roleOf("alice", "another one")).contains(Role.OPERATOR);
        passwd(shell.input(PASSWORD), "alice", "--role=admin").exits(0).prints("role admin");
        assertThat(roleOf("alice", PASSWORD)).contains(Role.ADMIN);
    }

    @Test
    void whoIsRemovedIsGone() throws IOException {
        passwd(shell, "alice", "--remove").exits(1).complains("alice is not in " + file.path());
        assertThat(file.path().getParent()).doesNotExist();
        passwd(shell.input(PASSWORD), "alice").exits(0);
        passwd(shell, "bob", "--remove").exits(1).complains("bob is not in");
        assertThat(passwd(shell, "alice", "--remove").exits(0).out())
                .isEqualTo("removed alice from " + file.path() + "\n");
        assertThat(file.accounts()).isEmpty();
    }

    @Test
    void onATerminalItAsksTwiceAndWipesBoth() throws IOException {
        char[] first = PASSWORD.toCharArray();
        char[] second = PASSWORD.toCharArray();
        terminal.types(first, second);
        passwd(typing.input("not this one"), "alice").exits(0);
        assertThat(terminal.prompts()).containsExactly("New password for alice: ", "Repeat the password: ");
        assertThat(first).containsOnly('\0');
        assertThat(second).containsOnly('\0');
        assertThat(roleOf("alice", PASSWORD)).contains(Role.MONITOR);
    }

    @Test
    void twoPasswordsAreNone() {
        char[] first = PASSWORD.toCharArray();
        char[] second = "correct hors".toCharArray();
        terminal.types(first, second);
        passwd(typing, "alice").exits(1).complains("the passwords do not match");
        assertThat(first).containsOnly('\0');
        assertThat(second).containsOnly('\0');
        char[] only = PASSWORD.toCharArray();
        terminal.types(only);
        passwd(typing, "alice").exits(1).complains("cannot hide the password");
        assertThat(only).containsOnly('\0');
        passwd(typing, "alice").exits(1).complains("cannot hide the password");
        assertThat(file.path()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "seven77",
                "seven77\nmore than seven",
                "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00",
                "with\ttab in it",
                "of Windows\r\n",
                "with nul \u0000",
                "with delete \u007f",
                "with a hole \ufffd"
            })
    void badPasswordsAreRefusedAndNotRepeated(String text) {
        passwd(shell.input(text), "alice").exits(1).complains("password");
        terminal.types(text.split("\n", -1)[0].toCharArray(), text.split("\n", -1)[0].toCharArray());
        Shell.Result typed = passwd(typing, "alice").exits(1).complains("password");
        assertThat(typed.err()).doesNotContain("seven77").doesNotContain("Windows");
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void lengthsAtTheEdge() throws IOException {
        String longest = "\u00e4".repeat(1024);
        passwd(shell.input("12345678"), "short").exits(0);
        passwd(shell.input(longest + "\n"), "long").exits(0);
        assertThat(roleOf("long", longest)).isPresent();
        passwd(shell.input(longest + "x\n"), "alice").exits(1).complains("at most 1024");
        passwd(shell.input("x".repeat(1_000_000)), "alice").exits(1).complains("at most 1024");
        terminal.types((longest + "x").toCharArray());
        passwd(typing, "alice").exits(1).complains("at most 1024");
        assertThat(file.find("alice")).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        passwd(shell.input("123456789\u00e4", StandardCharsets.ISO_8859_1), "alice")
                .exits(1)
                .complains("not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "passwd",
                "passwd alice secret-word",
                "passwd alice --password=secret-word",
                "passwd -alice",
                "passwd -- -alice",
                "passwd a:b",
                "passwd al\u00efce",
                "passwd alice --role",
                "passwd alice --role root",
                "passwd alice --role ADMIN",
                "passwd alice --role monitor --role admin",
                "passwd alice --remove --role admin",
                "passwd alice --jmx-config"
            })
    void whatDoesNotParseIsUsage(String line) {
        shell.input(PASSWORD).line(line).exits(2).complains();
    }

    @Test
    void theAuditsNameForWhoDidNotLogInIsUsage() {
        passwd(shell.input(PASSWORD), "local").exits(2).complains("\"local\" stands for local access in the audit log");
        passwd(shell, "local", "--remove").exits(2).complains("choose another USER");
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void emptyArgumentsAreUsage() {
        shell.run("passwd", "").exits(2).complains();
        shell.run("passwd", "a".repeat(65)).exits(2).complains();
        shell.run("passwd", "alice", "--role", "").exits(2).complains();
        shell.run("passwd", "alice", "--jmx-config", "").exits(2).complains();
    }

    @Test
    void badFilesAreSaidBeforeAnybodyTypes() throws IOException {
        terminal.types(PASSWORD.toCharArray(), PASSWORD.toCharArray());
        Files.writeString(Path.of(config), "tsl=off\n");
        passwd(typing, "alice").exits(1).complains(config, "tsl is not a setting");
        Files.writeString(Path.of(config), "");
        Path broken = Files.writeString(folder.resolve("jmx.passwd"), "alice\n");
        passwd(typing, "alice").exits(1).complains("chmod 0600 " + broken);
        Files.setAttribute(broken, "unix:mode", 0600);
        passwd(typing, "alice").exits(1).complains(broken + ": line 1 is damaged");
        passwd(typing, "alice", "--remove").exits(1).complains("line 1 is damaged");
        assertThat(broken).hasContent("alice\n");
        config = folder.resolve("missing").toString();
        passwd(typing, "alice").exits(1).complains(config, "no such settings");
        assertThat(terminal.prompts()).isEmpty();
    }
}
