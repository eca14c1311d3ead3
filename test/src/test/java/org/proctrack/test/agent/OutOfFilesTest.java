// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** A host that has opened all files that it may: its agent does not say that there are no jobs, and still kills. */
class OutOfFilesTest {

    private static final int FILES = 256;

    private static final String HOG = """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            public class Hog {
                private static final List<FileInputStream> OPEN = new ArrayList<>();
                private static volatile boolean hogging;

                public static void main(String[] arguments) throws Exception {
                    System.out.println("host runs");
                    while (System.in.read() == 't') {
                        hogging = true;
                        Thread thread = new Thread(Hog::hog);
                        thread.start();
                        System.in.read();
                        hogging = false;
                        thread.join();
                        System.out.println("no more taken");
                        System.in.read();
                        for (FileInputStream file : OPEN) {
                            file.close();
                        }
                        OPEN.clear();
                        System.out.println("all given back");
                    }
                }

                // all the time: others give back some that they had for a moment
                private static void hog() {
                    boolean told = false;
                    while (hogging) {
                        try {
                            OPEN.add(new FileInputStream("/dev/null"));
                        } catch (IOException e) {
                            if (!told) {
                                System.out.println("all taken");
                            }
                            told = true;
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private AgentJvm agent;
    private Bystander member;
    private Bystander other;

    @BeforeEach
    void start() throws IOException {
        Path source = Files.writeString(directory.resolve("Hog.java"), HOG);
        Run javac = Run.of(Jvm.CURRENT.tool("javac"), "-d", directory.toString(), source.toString());
        assertThat(javac.exit()).as(javac.toString()).isZero();
        agent = AgentJvm.run(
                        List.of(
                                "prlimit",
                                "--nofile=" + FILES,
                                Jvm.CURRENT.java(),
                                "-javaagent:" + Repository.agentJar() + "=start",
                                "-cp",
                                directory.toString(),
                                "Hog"),
                        Cli.at(pins).environment())
                .awaitRunning();
        member = Bystander.start();
        other = Bystander.start();
        agent.jobs().register(42, member.pid());
        agent.jobs().register(43, other.pid());
        assertThat(agent.jobs().getIds()).containsExactly(42, 43);
        // Whatever classes and connections it takes are there before
        assertThat(agent.jobs().killJob(43, "KILL").survivors()).isZero();
        agent.awaitText("host runs");
        hog('t', "all taken");
    }

    private void hog(char what, String until) throws IOException {
        OutputStream in = agent.process().getOutputStream();
        in.write(what);
        in.flush();
        agent.awaitText(until);
    }

    @AfterEach
    void stop() {
        agent.close();
        member.close();
        other.close();
        assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
    }

    @Test
    void itSaysSoAndKills() throws IOException {
        refused(new int[] {42}, () -> agent.jobs().getIds());
        refused(1, () -> agent.jobs().getCount());
        refused(1, () -> agent.jobs().getJobs().size());
        refused(1, () -> agent.processes().getCount());
        refused(1, () -> agent.job(42).getProcessCount());
        refused(1, () -> agent.extension().getJobCount());
        refused(true, () -> agent.extension().isRunning());
        refused(42L, () -> agent.jobs().find(member.pid()));
        await().until(() -> agent.extension().getState().equals("FAILED"));
        await().until(() ->
                agent.extension().getFailureReason().startsWith("out of file descriptors: raise LimitNOFILE="));

        hog('p', "no more taken");
        KillVerdict verdict = agent.jobs().killJob(42, "KILL");

        assertThat(verdict.signalled()).isEqualTo(1);
        assertThat(verdict.survivors()).isZero();
        await().until(() -> !member.lives());
        hog('g', "all given back");
        assertThat(agent.jobs().getIds()).isEmpty();
        assertThat(agent.extension().getState()).isEqualTo("RUNNING");
    }

    // A descriptor that another thread gave back may serve one read before the host takes it: that answer must be true
    private static void refused(Object truth, Callable<?> read) {
        await().until(() -> {
            try {
                assertThat(read.call()).isEqualTo(truth);
                return false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("out of file descriptors: raise LimitNOFILE=");
                return true;
            }
        });
    }
}
