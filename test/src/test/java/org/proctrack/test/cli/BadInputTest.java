// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** What a hurried administrator types: one clear line, the right exit code, and nothing changed. */
class BadInputTest {

    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int NOT_LOADED = 3;
    private static final int UNKNOWN = 4;

    @TempDir
    private static Path directory;

    private static Pins pins;
    private static Pins nothing;
    private static Cli cli;
    private static Bystander member;
    private static Bystander stranger;
    private static String before;

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        nothing = Pins.fresh();
        cli = Cli.at(pins);
        member = Bystander.start();
        stranger = Bystander.start();
        assertThat(cli.run("start").exit()).isZero();
        assertThat(cli.run("register", 42, member.pid()).exit()).isZero();
        before = cli.run("dump", "--json").out();
        assertThat(before).contains(Long.toString(member.pid()));
    }

    @AfterAll
    static void stop() {
        try {
            assertThat(member.lives()).as("the member survived all bad input").isTrue();
            assertThat(stranger.lives()).isTrue();
        } finally {
            assertThat(cli.run("stop", "--force").exit()).isZero();
            member.close();
            stranger.close();
        }
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                line(USAGE),
                line(USAGE, "--force", "stop"),
                line(USAGE, "-n", "5", "start"),
                line(USAGE, "strat"),
                line(USAGE, "start", "-n", "abc"),
                line(USAGE, "start", "-n"),
                line(USAGE, "start", "--capacity", "7"),
                line(REFUSED, "start"),
                line(REFUSED, "register", "0", "@stranger"),
                line(REFUSED, "register", "-1", "@stranger"),
                line(REFUSED, "register", "4294967296", "@stranger"),
                line(USAGE, "register", "abc", "@stranger"),
                line(USAGE, "register", "7"),
                line(USAGE, "register", "7", "8", "9"),
                line(UNKNOWN, "register", "7", "99999999"),
                line(REFUSED, "register", "7", "0"),
                line(REFUSED, "register", "7", "1"),
                line(REFUSED, "register", "7", "2"),
                line(REFUSED, "adopt", "7", "1"),
                line(REFUSED, "register", "7", "@member"),
                line(REFUSED, "register", "42", "@member"),
                line(REFUSED, "adopt", "7", "@member"),
                line(REFUSED, "tie", "0", "@stranger"),
                line(USAGE, "tie", "abc", "@stranger"),
                line(USAGE, "tie", "42"),
                line(UNKNOWN, "tie", "7", "@stranger"),
                line(UNKNOWN, "tie", "42", "99999999"),
                line(REFUSED, "tie", "42", "0"),
                line(REFUSED, "tie", "42", "1"),
                line(REFUSED, "tie", "42", "2"),
                line(UNKNOWN, "untie", "7"),
                line(USAGE, "untie"),
                line(USAGE, "run", "--owner", "abc", "true"),
                line(USAGE, "run", "--owner"),
                line(REFUSED, "run", "--owner", "0", "true"),
                line(REFUSED, "unregister", "42"),
                line(REFUSED, "unregister", "0"),
                line(UNKNOWN, "kill", "7"),
                line(REFUSED, "kill", "0"),
                line(USAGE, "kill", "abc"),
                line(REFUSED, "kill", "42", "-s", "0"),
                line(REFUSED, "kill", "42", "-s", "-1"),
                line(REFUSED, "kill", "42", "-s", "65"),
                line(USAGE, "kill", "42", "-s", "NOPE"),
                line(USAGE, "kill", "42", "--grace", "10"),
                line(USAGE, "kill", "42", "--grace", "soon"),
                line(UNKNOWN, "find", "@stranger"),
                line(UNKNOWN, "find", "99999999"),
                line(REFUSED, "find", "0"),
                line(USAGE, "find", "abc"),
                line(UNKNOWN, "list", "7"),
                line(REFUSED, "list", "0"),
                line(USAGE, "wait"),
                line(5, "wait", "42", "--timeout", "100ms"),
                line(REFUSED, "stop"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void oneClearLineAndNothingChanged(int exit, List<String> arguments) {
        Run run = cli.run(resolved(arguments));

        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.errors()).as(run.toString()).isNotEmpty();
        if (exit != USAGE) {
            assertThat(run.errors()).as(run.toString()).hasSize(1);
        }
        assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(cli.run("dump", "--json").out()).isEqualTo(before);
    }

    static Stream<Arguments> capacities() {
        return Stream.of(
                Arguments.of("0", REFUSED),
                Arguments.of("-1", REFUSED),
                Arguments.of("1000000000", REFUSED),
                Arguments.of("1e9", USAGE),
                Arguments.of("", USAGE));
    }

    @ParameterizedTest
    @MethodSource("capacities")
    void aCapacityOutOfRangeNamesTheRange(String n, int exit) {
        Run run = Cli.at(nothing).run("start", "-n", n);

        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.errors()).isNotEmpty();
        if (exit == REFUSED) {
            assertThat(run.err()).contains("4194304");
        }
        assertThat(nothing.exists()).isFalse();
    }

    static Stream<Arguments> verbsThatNeedTheExtension() {
        return Stream.of(
                        "list",
                        "register 7 @stranger",
                        "adopt 7 @stranger",
                        "tie 7 @stranger",
                        "untie 7",
                        "find @stranger",
                        "kill 7",
                        "wait 7",
                        "dump")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("verbsThatNeedTheExtension")
    void withNothingLoadedEachVerbSaysSo(String words) {
        Run run = Cli.at(nothing).run(resolved(List.of(words.split(" "))));

        assertThat(run.exit()).as(run.toString()).isEqualTo(NOT_LOADED);
        assertThat(run.errors()).hasSize(1);
        assertThat(run.err()).contains("proctrack start");
    }

    @Test
    void aStopWithNothingLoadedSaysSo() {
        assertThat(Cli.at(nothing).run("stop").exit()).isEqualTo(NOT_LOADED);
        assertThat(Cli.at(nothing).run("status").exit()).isEqualTo(NOT_LOADED);
    }

    @Test
    void filesThatAreNoExtensionAreRefused() throws IOException {
        byte[] real = Files.readAllBytes(Repository.extension());
        Path truncated = Files.write(directory.resolve("truncated"), Arrays.copyOf(real, real.length / 2));
        Path head = Files.write(directory.resolve("head"), Arrays.copyOf(real, 64));
        Path empty = Files.createFile(directory.resolve("empty"));
        Path text = Files.writeString(directory.resolve("text"), "#!/bin/sh\n");
        for (Path file :
                List.of(truncated, head, empty, text, directory, Path.of("/bin/true"), directory.resolve("missing"))) {
            Run start = Cli.at(nothing).run("start", "-f", file);
            assertThat(start.exit()).as(start.toString()).isEqualTo(REFUSED);
            assertThat(start.errors()).as(start.toString()).hasSize(1);
            assertThat(start.err()).contains(file.toString());
            assertThat(nothing.exists()).isFalse();
            Run stop = cli.run("stop", "-f", file);
            assertThat(stop.exit()).as(stop.toString()).isEqualTo(REFUSED);
            assertThat(pins.exists()).isTrue();
        }
    }

    /** The real extension: it would load, and stop would take the loaded one away. */
    @Test
    void anExtensionThatOthersCouldHaveWrittenIsRefused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("open"));
        Path file = Files.copy(Repository.extension(), folder.resolve("proctrackext"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        refusedAsOpen(file, "chmod go-w " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setAttribute(file, "unix:uid", 65534);
        refusedAsOpen(file, "chown root " + file);
        Files.setAttribute(file, "unix:uid", 0);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
        refusedAsOpen(file, "chmod go-w " + folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Cli.at(nothing).run("start", "-f", file).exit()).isZero();
        assertThat(Cli.at(nothing).run("stop", "-f", file).exit()).isZero();
    }

    private static void refusedAsOpen(Path file, String mend) {
        for (Run run : List.of(
                Cli.at(nothing).run("start", "-f", file),
                Cli.at(nothing).run("agent", "--start", "-f", file),
                cli.run("stop", "--force", "-f", file))) {
            assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
            assertThat(run.errors()).as(run.toString()).hasSize(1);
            assertThat(run.err()).endsWith(mend + "\n");
        }
        assertThat(nothing.exists()).isFalse();
        assertThat(pins.exists()).isTrue();
    }

    @Test
    void aBareFileNameIsTheOneInTheCurrentDirectory() throws IOException {
        Files.copy(Repository.extension(), directory.resolve("proctrackext"));
        Cli here = Cli.at(nothing).in(directory);

        assertThat(here.run("start", "-f", "proctrackext", "-n", 64).exit()).isZero();
        assertThat(here.run("stop", "-f", "./proctrackext").exit()).isZero();
        assertThat(here.run("start", "-filename", "./proctrackext", "-nprocs", 64)
                        .exit())
                .isZero();
        assertThat(here.run("stop", "-filename", "proctrackext").exit()).isZero();
        assertThat(nothing.exists()).isFalse();
    }

    @Test
    void whereNoBpffsIsMountedTheLineSaysHow() {
        Run run = Run.of(
                cli.command("start"),
                java.util.Map.of("PROCTRACK_PINS", directory.resolve("pins").toString()),
                directory);

        assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
        assertThat(run.err()).contains("mount -t bpf");
    }

    @Test
    void nobodyMayNotStartAndIsTold() {
        List<String> command = new ArrayList<>(Nobody.SETPRIV);
        command.addAll(List.of(Jvm.CURRENT.java(), "-jar", Nobody.jar(directory).toString(), "start"));
        Run run = Run.of(command, Cli.at(nothing).environment(), directory);

        assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
        assertThat(run.errors()).hasSize(1);
        assertThat(run.err()).contains("must be root");
        assertThat(nothing.exists()).isFalse();
    }

    private static Arguments line(int exit, String... words) {
        return Arguments.of(exit, List.of(words));
    }

    private static Object[] resolved(List<String> words) {
        return words.stream()
                .map(word -> word.replace("@member", Long.toString(member.pid()))
                        .replace("@stranger", Long.toString(stranger.pid())))
                .toArray();
    }
}
