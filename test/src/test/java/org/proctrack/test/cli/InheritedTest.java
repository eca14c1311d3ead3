// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Inherited;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** A command of "run" has the signals, limits and core dumps that it would have without us. */
class InheritedTest {

    private static final String BLOCKED = "--block-signal=USR1,ALRM,QUIT";

    private static final Pins PINS = Pins.fresh();
    private static final Cli CLI = Cli.at(PINS);

    /** A script without any tool beside it. */
    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        Path script = Files.copy(Repository.file("scripts/proctrack"), folder.resolve("proctrack"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(CLI.run("start").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        assertThat(CLI.run("stop").exit()).isZero();
    }

    static Stream<Jvm> jvms() {
        return Jvm.installed().stream();
    }

    @Test
    void whereTheScriptHasTheTool() {
        assertThat(ofScript(Repository.file("scripts/proctrack"), Jvm.CURRENT))
                .isEqualTo(withoutMask(Inherited.unchanged()));
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whereTheScriptHasTheJarAlone(Jvm jvm) {
        assertThat(ofScript(folder.resolve("proctrack"), jvm)).isEqualTo(withoutMask(Inherited.unchanged()));
    }

    private static List<String> ofScript(Path script, Jvm jvm) {
        Map<String, String> environment = new HashMap<>(CLI.environment());
        environment.put("PROCTRACK_JAR", Repository.agentJar().toString());
        environment.put("JAVA_HOME", Path.of(jvm.java()).getParent().getParent().toString());
        List<String> command = new ArrayList<>(List.of(script.toString(), "run", "-j", "9", "--"));
        command.addAll(Inherited.witness());
        Run run = Run.of(Inherited.unusual(command), environment, Path.of("."));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err()).isEmpty();
        return withoutMask(Inherited.told(run));
    }

    /** dash(1) unblocks all signals when it waits for a child. */
    private static List<String> withoutMask(List<String> told) {
        return told.stream().filter(line -> !line.startsWith("SigBlk:")).toList();
    }

    /** With the options that the manual names. */
    @ParameterizedTest
    @MethodSource("jvms")
    void whereTheJvmIsTold(Jvm jvm) {
        List<String> unchanged = Inherited.unchanged(BLOCKED);
        Run run = ofJvm(
                jvm,
                Inherited.witness(),
                "-XX:-MaxFDLimit",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-DumpPrivateMappingsInCore",
                "-XX:-DumpSharedMappingsInCore",
                "-Dproctrack.ignored=" + mask("SigIgn", unchanged));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(Inherited.told(run)).isEqualTo(unchanged);
    }

    /** Nobody can say what a JVM has put its handlers over; but it still knows what was blocked. */
    @ParameterizedTest
    @MethodSource("jvms")
    void blockedSignalsAreBlockedAlsoWhereTheJvmIsToldNothing(Jvm jvm) {
        Run run = ofJvm(jvm, Inherited.witness());
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(mask("SigBlk", Inherited.told(run))).isEqualTo(mask("SigBlk", Inherited.unchanged(BLOCKED)));
    }

    private static String mask(String name, List<String> told) {
        return told.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Whatever it was told to ignore: a JVM whose command cannot be run needs its handlers. */
    @Test
    void aCommandThatCannotRunLeavesAJvmThatCanSaySo() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        Run run = ofJvm(Jvm.CURRENT, List.of(broken.toString()), "-Dproctrack.ignored=ffffffffffffffff");
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("proctrack: " + broken + ": no such command\n");
    }

    @Test
    void nonsenseIsRefusedBeforeTheJobIsEntered() {
        Run run = ofJvm(Jvm.CURRENT, Inherited.witness(), "-Dproctrack.ignored=SIGPIPE");
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err()).startsWith("proctrack: proctrack.ignored=SIGPIPE: give the number after SigIgn:");
        assertThat(run.out()).isEmpty();
    }

    private static Run ofJvm(Jvm jvm, List<String> witness, String... options) {
        List<String> command = new ArrayList<>(List.of(jvm.java()));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", Repository.agentJar().toString(), "run", "-j", "9", "--"));
        command.addAll(witness);
        return Run.of(Inherited.unusual(command, BLOCKED), CLI.environment(), Path.of("."));
    }
}
