// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServerConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.remote.Folder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Files of root's that others could read, change or swap: the agent does not even start. */
class RemoteFilesTest {

    private static final String[] SETTINGS = {"keystore=own.p12", "keystore.password.file=own.pass"};

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private final int port = RemoteAgent.freePort();

    /** Else its own mode would hide those of what is in there. */
    @BeforeEach
    void open() throws IOException {
        mode(directory, "rwxr-xr-x");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Nothing is loaded, nothing listens, and one line says why. */
    private void refused(String jmx, String reason) {
        Run run = Run.of(
                List.of(
                        Repository.file("scripts/proctrack").toString(),
                        "agent",
                        "--start",
                        "--jmx",
                        jmx,
                        "--jmx-config",
                        directory.resolve("jmx.properties").toString()),
                Cli.at(pins).environment(),
                directory);
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.errors())
                .as(run.toString())
                .hasSize(1)
                .first()
                .asString()
                .contains(reason);
        assertThat(run.out()).isEmpty();
        assertThat(pins.exists()).isFalse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "jmx.passwd, chmod 0644, is open to group or others",
        "jmx.passwd, chmod 0660, is open to group or others",
        "jmx.passwd, chown 65534, belongs to uid 65534",
        "jmx.passwd, symlink, is a symbolic link",
        "jmx.passwd, ln, has 2 hard links",
        "jmx.passwd, rm, has no users; run proctrack passwd",
        "jmx.properties, chmod 0666, group or others may write",
        "jmx.properties, chown 65534, belongs to uid 65534",
        "jmx.properties, foreign, belongs to uid 65534",
        "own.p12, chmod 0640, is open to group or others",
        "own.p12, symlink, is a symbolic link",
        "own.p12, chown 65534, belongs to uid 65534",
        "own.pass, chmod 0604, is open to group or others",
        "own.pass, symlink, is a symbolic link",
        "., chmod 0777, others may write"
    })
    void aFileThatIsNotRootsAloneIsRefused(String name, String how, String reason) throws IOException {
        new Folder(directory, SETTINGS);
        for (String file : List.of("own.p12", "own.pass")) {
            mode(Files.writeString(directory.resolve(file), "0 secret\n"), "rw-------");
        }
        spoil(directory.resolve(name).normalize(), how);
        refused(Integer.toString(port), reason);
    }

    private static void spoil(Path file, String how) throws IOException {
        Path aside = file.resolveSibling("aside");
        switch (how) {
            case "symlink", "foreign" -> {
                Files.move(file, aside);
                Files.createSymbolicLink(file, aside);
                if (how.equals("foreign")) {
                    run("chown", "-h", "65534", file.toString());
                }
            }
            case "ln" -> Files.createLink(aside, file);
            case "rm" -> Files.delete(file);
            default -> {
                List<String> command = new ArrayList<>(List.of(how.split(" ", -1)));
                command.add(file.toString());
                run(command.toArray(String[]::new));
            }
        }
    }

    private static void run(String... command) {
        Run run = Run.of(command);
        assertThat(run.exit()).as(run.toString()).isZero();
    }

    @Test
    void plainTextOffLoopbackIsRefused() {
        new Folder(directory, "tls=off");
        refused("0.0.0.0:" + port, "set tls=on, or use --jmx " + port);
    }

    @Test
    void offLoopbackWithoutPasswordsIsRefused() throws IOException {
        Folder folder = new Folder(directory);
        Files.writeString(folder.passwords(), "");
        refused("0.0.0.0:" + port, "run proctrack passwd USER first");
        assertThat(folder.keys()).as("no key is made for nobody").doesNotExist();
    }

    @Test
    void nobodyReadsWhatIsSecret() {
        try (RemoteAgent agent = RemoteAgent.start(directory)) {
            Folder folder = agent.folder();
            assertThat(readByNobody(folder.passwords())).isNotZero();
            assertThat(readByNobody(folder.keys())).isNotZero();
            assertThat(readByNobody(folder.trust()))
                    .as("this one is for clients")
                    .isZero();
        }
    }

    private static int readByNobody(Path file) {
        List<String> command = new ArrayList<>(Nobody.SETPRIV);
        command.addAll(List.of("cat", file.toString()));
        return Run.of(command.toArray(String[]::new)).exit();
    }

    /** What happens to the password file later counts at once, also for those who are in. */
    @Test
    void whileItRunsTheFileKeepsItsMode() throws Exception {
        try (RemoteAgent agent = RemoteAgent.start(directory, "tls=off")) {
            MBeanServerConnection admin = agent.as("admin");
            assertThat(admin.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
            mode(agent.folder().passwords(), "rw-r--r--");
            assertThatThrownBy(() -> admin.getAttribute(Names.JOBS, "Count"))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("cannot read its password file");
            assertThatThrownBy(() -> agent.as("operator"))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("cannot read its password file");
            agent.told("op=getAttribute .*principal=admin .*verdict=refused .*cannot read its password file");
            agent.told("op=login principal=operator .*verdict=refused .*cannot read its password file");
            mode(agent.folder().passwords(), "rw-------");
            assertThat(admin.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
        }
    }
}
