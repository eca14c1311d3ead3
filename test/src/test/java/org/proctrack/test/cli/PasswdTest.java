// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.BusyMachine;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Pty;
import org.proctrack.test.support.Run;

/** Passwords of remote management, as administrators and their scripts set them. Nothing is loaded here. */
class PasswdTest {

    private static final String PASSWORD = "correct-horse-\u00e4";
    private static final String LINE = ":monitor:pbkdf2-sha512\\$210000\\$[A-Za-z0-9+/=]{24}\\$[A-Za-z0-9+/=]{88}";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path config;
    private Path passwords;
    private Cli cli;

    @BeforeEach
    void settings() throws IOException {
        config = Files.createFile(folder.resolve("jmx.properties"));
        passwords = folder.resolve("jmx.passwd");
        cli = Cli.at(Pins.fresh()).in(folder);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** A script's: the password comes by a pipe. */
    private Run piped(Cli how, String input, Object... words) throws IOException, InterruptedException {
        List<Object> all = new ArrayList<>(List.of("passwd"));
        all.addAll(List.of(words));
        all.addAll(List.of("--jmx-config", config));
        return finish(start(how.command(all.toArray())), input);
    }

    private Process start(List<String> command) throws IOException {
        int number = started.size();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out" + number).toFile())
                .redirectError(folder.resolve("err" + number).toFile());
        builder.environment().putAll(cli.environment());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Run finish(Process process, String input) throws IOException, InterruptedException {
        type(process, input);
        process.getOutputStream().close();
        assertThat(process.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        int number = started.indexOf(process);
        return new Run(List.of("passwd"), process.exitValue(), said("out" + number), said("err" + number));
    }

    private static void type(Process process, String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private String said(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(passwords).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private void nothingShowsThePassword() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("correct-horse");
            }
        }
    }

    @Test
    void aScriptSetsOneWhateverTheUmask() throws Exception {
        for (String umask : List.of("000", "022", "777")) {
            Run run = piped(cli.under("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"), PASSWORD + "\n", "alice");
            assertThat(run.exit()).as(run.toString()).isZero();
            assertThat(run.out()).endsWith("role monitor, in " + passwords + "\n");
            assertThat(run.err()).isEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
                    .isEqualTo("rw-------");
            assertThat(lines()).singleElement().asString().matches("alice" + LINE);
        }
        nothingShowsThePassword();
        Run remove = piped(cli, "", "alice", "--remove");
        assertThat(remove.exit()).as(remove.toString()).isZero();
        assertThat(lines()).isEmpty();
    }

    @Test
    void nativeCodeIsNotLoadedForIt() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(cli.command("passwd", "alice", "--jmx-config", config).toArray(String[]::new)));
        command.add(1, "-Xlog:class+load:file=" + folder.resolve("classes"));
        Run run = finish(start(command), PASSWORD);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(said("classes"))
                .contains("org.proctrack.agent.cli.PasswdVerb")
                .doesNotContain("com.sun.jna");
    }

    @Test
    void onATerminalItIsTypedTwiceAndNotShown() throws Exception {
        Process process = start(Pty.command(24, 80, cli.command("passwd", "alice", "--jmx-config", config)));
        await().until(() -> said("out0").contains("New password for alice: "));
        assertThat(ProcessHandle.allProcesses()
                        .map(one -> one.info().commandLine().orElse(""))
                        .filter(line -> line.contains("correct-horse")))
                .isEmpty();
        type(process, PASSWORD + "\n");
        await().until(() -> said("out0").contains("Repeat the password: "));
        Run run = finish(process, PASSWORD + "\n");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("alice is new, role monitor, in " + passwords);
        assertThat(lines()).singleElement().asString().matches("alice" + LINE);
        nothingShowsThePassword();
    }

    @Test
    void whatIsTypedDifferentlyTheSecondTimeChangesNothing() throws Exception {
        Process process = start(Pty.command(24, 80, cli.command("passwd", "alice", "--jmx-config", config)));
        await().until(() -> said("out0").contains("New password for alice: "));
        type(process, PASSWORD + "\n");
        await().until(() -> said("out0").contains("Repeat the password: "));
        Run run = finish(process, PASSWORD + "x\n");
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).contains("the passwords do not match");
        assertThat(passwords).doesNotExist();
        nothingShowsThePassword();
    }

    @Test
    void passwdsAtOneTimeLoseNothing() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(start(cli.command("passwd", "user" + i, "--jmx-config", config)));
        }
        for (Process process : all) {
            type(process, PASSWORD + "\n");
        }
        for (Process process : all) {
            Run run = finish(process, "");
            assertThat(run.exit()).as(run.toString()).isZero();
        }
        assertThat(lines()).hasSize(6).allMatch(line -> line.matches("user[0-5]" + LINE));
        assertThat(lines()).doesNotHaveDuplicates();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> path.getFileName().toString().endsWith(".new")))
                    .isEmpty();
        }
    }

    @Test
    void nobodyIsTold() throws Exception {
        Path jar = Nobody.jar(folder);
        assertThat(piped(cli, PASSWORD, "alice").exit()).isZero();
        String before = Files.readString(passwords);
        for (String option : List.of("--role=admin", "--remove")) {
            List<String> command = new ArrayList<>(Nobody.SETPRIV);
            command.addAll(List.of(Jvm.CURRENT.java(), "-jar", jar.toString(), "passwd", "alice"));
            command.addAll(option.equals("--remove") ? List.of(option) : List.of("--role", "admin"));
            command.addAll(List.of("--jmx-config", config.toString()));
            Run run = finish(start(command), "");
            assertThat(run.exit()).as(run.toString()).isEqualTo(1);
            assertThat(run.errors()).as(run.toString()).hasSize(1);
            assertThat(run.err()).contains(passwords.toString(), "permission denied", "run as root");
        }
        assertThat(Files.readString(passwords)).isEqualTo(before);
    }

    @Test
    void whatOthersCouldHaveWrittenIsRefused() throws Exception {
        assertThat(piped(cli, PASSWORD, "alice").exit()).isZero();
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-r--r--"));
        refused("chmod 0600 " + passwords);
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Path real = Files.move(passwords, folder.resolve("real"));
        Files.createSymbolicLink(passwords, real);
        refused("symbolic link");
        Files.delete(passwords);
        Files.move(real, passwords);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-rw-"));
        refused("chmod go-w " + config);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused("chmod go-w " + folder);
    }

    private void refused(String mend) throws Exception {
        Run run = piped(cli, PASSWORD, "mallory");
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.errors()).as(run.toString()).hasSize(1);
        assertThat(run.err()).contains(mend);
        assertThat(passwords).content().doesNotContain("mallory");
    }

    /** As a full disk would: SIGXFSZ is ignored by Java, and the write fails in the middle. */
    @Test
    void aWriteThatFailsLeavesTheOldFile() throws Exception {
        assertThat(piped(cli, PASSWORD, "alice").exit()).isZero();
        String before = Files.readString(passwords);
        Run run = piped(cli.under("prlimit", "--fsize=100"), PASSWORD, "bob");
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(Files.readString(passwords)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> path.getFileName().toString().endsWith(".new")))
                    .isEmpty();
        }
    }
}
