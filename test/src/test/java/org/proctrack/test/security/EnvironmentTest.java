// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/**
 * Who may run our commands as root, and nothing else, on a machine whose sudo hands every variable on: none of them makes
 * root run something of the caller's. Whatever of that ran would leave a file in {@code ran}.
 */
class EnvironmentTest {

    private static final String SCRIPT = Repository.file("scripts/proctrack").toString();
    private static final String STATE = Repository.file("scripts/jmxterm/state").toString();
    private static final String URL =
            Repository.file("scripts/exporters/local-jmx-url").toString();

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private final Map<String, String> hostile = new HashMap<>();
    private Path ran;
    private Sudo sudo;

    @BeforeEach
    void prepare() throws IOException {
        ran = Files.createDirectory(directory.resolve("ran"));
        sudo = Sudo.careless(directory, SCRIPT, STATE, URL, "/usr/bin/env", "/bin/sh");
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String name : List.of(
                "awk",
                "bash",
                "cat",
                "dirname",
                "env",
                "find",
                "getent",
                "grep",
                "head",
                "id",
                "java",
                "jcmd",
                "jps",
                "keytool",
                "mktemp",
                "mvn",
                "readlink",
                "rm",
                "sed",
                "sh",
                "stty",
                "wc")) {
            executable(bin.resolve(name), name + "-in-PATH");
        }
        executable(Files.createDirectories(directory.resolve("home/bin")).resolve("java"), "JAVA_HOME");
        executable(directory.resolve("home/bin/jcmd"), "JAVA_HOME");
        Path startup = Files.writeString(directory.resolve("startup"), touch("ENV"));
        hostile.put("PATH", bin + ":/usr/bin:/bin");
        hostile.put("JAVA_HOME", directory.resolve("home").toString());
        hostile.put(
                "PROCTRACK_JAR",
                Repository.file("test/target/tools/jmxterm.jar").toString());
        hostile.put("JMXTERM_JAR", Repository.agentJar().toString());
        for (String name : List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JMXTERM_OPTS")) {
            hostile.put(name, "-Xlog:all=info:file=" + ran.resolve(name));
        }
        hostile.put("CLASSPATH", directory.toString());
        hostile.put("BASH_ENV", startup.toString());
        hostile.put("ENV", startup.toString());
        hostile.put("IFS", "/");
        hostile.put("HOME", directory.toString());
        hostile.put("XDG_CACHE_HOME", directory.toString());
        hostile.put("TMPDIR", Files.createDirectory(directory.resolve("tmp")).toString());
        hostile.put("PROCTRACK_PINS", pins.path().toString());
    }

    private String touch(String name) {
        return ": > '" + ran.resolve(name) + "'\n";
    }

    private void executable(Path file, String name) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + touch(name));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void nothingOfTheCallersRan() throws IOException {
        try (Stream<Path> files = Files.list(ran)) {
            assertThat(files.map(Path::getFileName)).isEmpty();
        }
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(directory.resolve("JNA")).doesNotExist();
        assertThat(directory.resolve(".cache")).doesNotExist();
    }

    private Run hostile(String how, String... command) {
        return how.equals("kept") ? sudo.with(hostile, command) : sudo.setting(hostile, command);
    }

    /** The traps are real: sudo hands the variables on, and a shell walks into them. */
    @ParameterizedTest
    @ValueSource(strings = {"kept", "set"})
    void theTrapsCatch(String how) {
        Run seen = hostile(how, "/usr/bin/env");
        assertThat(seen.out().lines())
                .as(seen.toString())
                .contains("PATH=" + hostile.get("PATH"), "JAVA_HOME=" + hostile.get("JAVA_HOME"), "SUDO_UID=65534")
                .contains("JAVA_TOOL_OPTIONS=" + hostile.get("JAVA_TOOL_OPTIONS"), "BASH_ENV=" + hostile.get("ENV"));

        hostile(how, "/bin/sh", "-c", "readlink /; /usr/bin/bash -c :; " + Jvm.CURRENT.java() + " -version");

        assertThat(ran.resolve("readlink-in-PATH")).exists();
        assertThat(ran.resolve("ENV")).exists();
        assertThat(ran.resolve("JAVA_TOOL_OPTIONS")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "set"})
    void theCommandLineRunsNothingOfTheCallers(String how) throws IOException {
        Run list = hostile(how, SCRIPT, "list");
        assertThat(list.exit()).as(list.toString()).isEqualTo(3);
        assertThat(list.errors()).containsExactly("proctrack: extension is not loaded: run proctrack start");
        Run json = hostile(how, SCRIPT, "list", "--json");
        assertThat(json.exit()).as(json.toString()).isEqualTo(3);
        assertThat(json.errors())
                .containsExactly(
                        "proctrack: PROCTRACK_JAR is ignored under sudo",
                        "proctrack: JAVA_HOME is ignored under sudo: users other than root can change its files",
                        "proctrack: extension is not loaded: run proctrack start");
        Run version = hostile(how, SCRIPT, "-J-Dsome=thing", "version");
        assertThat(version.out()).as(version.toString()).startsWith("proctrack ");
        assertThat(hostile(how, SCRIPT, "run", "-j", "9", "--", "/bin/true").exit())
                .isEqualTo(3);
        nothingOfTheCallersRan();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "set"})
    void neitherDoTheScriptsThatConnect(String how) throws IOException {
        Run state = hostile(how, STATE, "-l", "localhost:1");
        assertThat(state.errors())
                .as(state.toString())
                .containsExactly("state: cannot connect to localhost:1: is an agent's JMX port open there?");
        Run url = hostile(how, URL, "1");
        assertThat(url.errors()).as(url.toString()).containsExactly("local-jmx-url: 1 is no JVM");
        nothingOfTheCallersRan();
    }

    /** A Java of root's own choice is one that only root can change. */
    @Test
    void aJavaOfRootsIsUsed() throws IOException {
        hostile.put(
                "JAVA_HOME", Path.of(Jvm.CURRENT.java()).getParent().getParent().toString());
        hostile.remove("PROCTRACK_JAR");
        Run list = hostile("kept", SCRIPT, "list", "--json");
        assertThat(list.errors()).containsExactly("proctrack: extension is not loaded: run proctrack start");
        nothingOfTheCallersRan();
    }

    /** Before our first line: sudo is setuid, so the dynamic loader takes its own variables away. */
    @Test
    void theDynamicLoadersVariablesDoNotReachUs() throws IOException {
        Path library = directory.resolve("libz.so.1");
        Path source = Files.writeString(
                directory.resolve("evil.c"),
                "#include <fcntl.h>\n__attribute__((constructor)) static void run(void)\n{\n\topen(\""
                        + ran.resolve("library") + "\", O_CREAT | O_WRONLY, 0600);\n}\n");
        Run gcc = Run.of("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        assertThat(gcc.exit()).as(gcc.toString()).isZero();
        assertThat(Run.of("env", "LD_PRELOAD=" + library, "/bin/true").exit()).isZero();
        assertThat(ran.resolve("library")).as("the trap catches").exists();
        Files.delete(ran.resolve("library"));

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x--x"));
        Map<String, String> loader = Map.of("LD_PRELOAD", library.toString(), "LD_LIBRARY_PATH", directory.toString());
        hostile.putAll(loader);
        assertThat(sudo.with(hostile, "/usr/bin/env").out()).doesNotContain("LD_");
        assertThat(sudo.with(hostile, SCRIPT, "status").exit()).isEqualTo(3);
        nothingOfTheCallersRan();
    }
}
