// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/** The operators' scripts, with the real jmxterm, over a local connection to a real agent. */
class JmxtermTest {

    private final Pins pins = Pins.fresh();

    @Test
    void anOperatorsDay() {
        Cli cli = Cli.at(pins);
        try (AgentJvm agent =
                        AgentJvm.run(cli.command("agent"), cli.environment()).awaitState("STOPPED");
                Workload workload = Workload.start("daemonize")) {
            assertThat(script(agent, "state").out()).contains("STOPPED");
            assertThat(script(agent, "list").exit()).isEqualTo(3);
            assertThat(script(agent, "start", "-n", "128").exit()).isZero();
            assertThat(script(agent, "start", "-n", "128").exit()).isEqualTo(1);
            assertThat(script(agent, "state").out()).contains("RUNNING").contains("128");
            assertThat(script(agent, "register", "42", Long.toString(workload.pid()))
                            .exit())
                    .isZero();
            workload.openAndAwaitReady();
            String daemon = Long.toString(workload.members().get(0));
            assertThat(script(agent, "list", "42").out()).contains(daemon);
            assertThat(script(agent, "find", daemon).out()).contains("42");
            assertThat(script(agent, "stop").exit()).isEqualTo(1);
            assertThat(script(agent, "tie", "7", daemon).exit()).isEqualTo(4);
            assertThat(script(agent, "tie", "42", "0").exit()).isEqualTo(1);
            String here = Long.toString(ProcessHandle.current().pid());
            assertThat(script(agent, "tie", "42", here).exit()).isZero();
            assertThat(agent.job(42).getOwner())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(script(agent, "kill-job", "7").exit()).isEqualTo(4);
            assertThat(script(agent, "kill-job", "abc").exit()).isEqualTo(2);
            assertThat(script(agent, "kill-job").exit()).isEqualTo(2);
            assertThat(script(agent, "kill-job", "42", "NOPE").exit()).isEqualTo(2);
            assertThat(script(agent, "kill-job", "42").exit()).isZero();
            workload.awaitEnd();
            assertThat(script(agent, "list", "42").exit()).isEqualTo(4);
            assertThat(script(agent, "stop").exit()).isZero();
            assertThat(script(agent, "state").out()).contains("STOPPED");
        }
        assertThat(pins.exists()).isFalse();
    }

    /** Names and texts are what an operator reads first. */
    @Test
    void jmxtermShowsDescriptionsAndParameterNames() {
        Cli cli = Cli.at(pins);
        try (AgentJvm agent =
                AgentJvm.run(cli.command("agent"), cli.environment()).awaitState("STOPPED")) {
            Run info = jmxterm(agent, "info -e -b proctrack:type=Jobs");
            assertThat(info.out()).contains("jobId").contains("signal").doesNotContain("p0");
            assertThat(info.out()).contains("Signal every process of a job");
        }
    }

    private static Run jmxterm(AgentJvm agent, String command) {
        return Run.of(
                List.of(
                        "sh",
                        "-c",
                        "echo '" + command + "' | java --add-exports jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED -jar "
                                + Repository.file("test/target/tools/jmxterm.jar") + " -l "
                                + agent.process().pid() + " -n -v brief -e"),
                Map.of(),
                Path.of("."));
    }

    private static Run script(AgentJvm agent, String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("scripts/jmxterm/" + name).toString());
        command.addAll(List.of("-p", Long.toString(agent.process().pid())));
        command.addAll(List.of(arguments));
        return Run.of(command, Map.of(), Path.of("."));
    }
}
