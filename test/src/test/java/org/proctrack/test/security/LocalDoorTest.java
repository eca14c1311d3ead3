// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Nobody;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Sockets;

/** The agent as it is without options: nothing listens, and who attaches is its own user. */
class LocalDoorTest {

    private static final Path TMP = Path.of("/tmp"); // where JVMs meet, whatever java.io.tmpdir says

    private AgentJvm agent;
    private long pid;

    @BeforeEach
    void start() {
        List<String> command =
                List.of(Repository.file("scripts/proctrack").toString(), "-J-Djava.rmi.server.randomIDs=true", "agent");
        agent = AgentJvm.run(command, Cli.at(Pins.fresh()).environment());
        pid = agent.process().pid();
        await().until(() -> agent.text().contains("Ctrl-C stops the agent"));
    }

    @AfterEach
    void end() {
        agent.close();
    }

    @Test
    void nothingListens() throws IOException {
        assertThat(Sockets.listening(pid)).isEmpty();
        try (ServerSocket ours = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Sockets.listening(ProcessHandle.current().pid()))
                    .as("the look sees what listens")
                    .contains(ours.getLocalPort());
        }
    }

    /**
     * Whoever attaches, as JConsole does, makes the JVM open a port for itself: the JDK's local connector. It takes
     * connections of this machine only and asks for no password; its address, with an object id that the JDK draws at
     * random, is the key, and stands where its user alone can read it.
     */
    @Test
    void whatAttachingOpensIsForWhoMayAttach() throws IOException {
        agent.awaitState("STOPPED");

        Set<Integer> ports = Sockets.listening(pid);
        assertThat(ports).hasSize(1);
        Registry guess =
                LocateRegistry.getRegistry("127.0.0.1", ports.iterator().next());
        assertThatThrownBy(guess::list).isInstanceOf(NoSuchObjectException.class);
        for (String file : List.of("hsperfdata_root/" + pid, ".java_pid" + pid)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(TMP.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        anotherUserCannotAttach();
    }

    @Test
    void anotherUserCannotAttach() throws IOException {
        String before = agent.text();
        for (String what : List.of("VM.version", "ManagementAgent.start_local", "JVMTI.agent_load /tmp/any.jar")) {
            List<String> command = new ArrayList<>(Nobody.SETPRIV);
            command.addAll(List.of(Jvm.CURRENT.tool("jcmd"), Long.toString(pid)));
            command.addAll(List.of(what.split(" ", -1)));
            Run jcmd = Run.of(command.toArray(String[]::new));
            assertThat(jcmd.exit()).as(jcmd.toString()).isNotZero();
        }
        assertThat(agent.process().isAlive()).isTrue();
        assertThat(agent.text()).as("no dump of threads, no line").isEqualTo(before);
        try (Stream<Path> files = Files.list(TMP)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.equals(".attach_pid" + pid));
        }
        assertThat(Path.of(".attach_pid" + pid)).doesNotExist();
    }

    /** One of them opens a second connector, on all addresses and without a password. */
    @Test
    void noneOfTheJdksPropertiesForRemoteConnectorsIsSet() throws IOException {
        for (String folder : List.of(
                "agent/src/main", "agent/base/src/main", "agent/remote/src/main", "mbeans/src/main", "scripts")) {
            try (Stream<Path> files = Files.walk(Repository.file(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContain("com.sun.management.jmxremote");
                }
            }
        }
    }
}
