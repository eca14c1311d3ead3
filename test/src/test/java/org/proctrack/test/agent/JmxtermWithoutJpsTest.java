// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** The operators' scripts, with agents whose JVM hides from jps or lets nobody attach. */
class JmxtermWithoutJpsTest {

    private static final String READY = "Ctrl-C stops the agent";
    private static final String STATE = Repository.file("scripts/jmxterm/state").toString();
    private static final String URL =
            Repository.file("scripts/exporters/local-jmx-url").toString();

    private final Cli cli = Cli.at(Pins.fresh());

    private AgentJvm agent(String option, Map<String, String> environment) {
        List<String> command = cli.command("agent");
        command.addAll(1, List.of(option.split(" ")));
        return AgentJvm.run(command, environment).awaitText(READY);
    }

    private static String pid(AgentJvm agent) {
        return Long.toString(agent.process().pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+PerfDisableSharedMem", "-XX:-UsePerfData"})
    void anAgentThatJpsDoesNotSeeIsReachedAsTheScriptSays(String option) {
        try (AgentJvm agent = agent(option, cli.environment())) {
            Run hidden = Run.of(STATE, "-p", pid(agent));
            assertThat(hidden.exit()).as(hidden.toString()).isEqualTo(1);
            assertThat(hidden.out()).isEmpty();
            String cure = "-l \"$(" + URL + " " + pid(agent) + ")\"";
            assertThat(hidden.err())
                    .isEqualTo("state: the JVM " + pid(agent) + " has " + option
                            + ", so jps and jmxterm do not see it: start it without, or give " + cure + "\n");
            Run cured = Run.of("bash", "-c", STATE + " " + cure);
            assertThat(cured.exit()).as(cured.toString()).isZero();
            assertThat(cured.out()).contains("State = ");
        }
    }

    @Test
    void nobodyAttachesWhereThatIsOff() {
        String option = "-XX:+DisableAttachMechanism";
        try (AgentJvm agent = agent(option, cli.environment())) {
            Run state = Run.of(STATE, "-p", pid(agent));
            assertThat(state.exit()).as(state.toString()).isEqualTo(1);
            assertThat(state.out()).isEmpty();
            assertThat(state.err())
                    .isEqualTo("state: the JVM " + pid(agent) + " has " + option
                            + ", so nobody connects to it by its pid: start it without, or with --jmx and give"
                            + " -l HOST:PORT\n");
            Run url = Run.of(URL, pid(agent));
            assertThat(url.exit()).isEqualTo(1);
            assertThat(url.err())
                    .isEqualTo("local-jmx-url: the JVM " + pid(agent) + " has " + option + ": start it without\n");
        }
    }

    /** The last one counts, and what a variable says comes first. */
    @ParameterizedTest
    @CsvSource({
        "-XX:+DisableAttachMechanism -XX:-DisableAttachMechanism,JAVA_TOOL_OPTIONS,-Dnone=1,true",
        "-XX:-PerfDisableSharedMem,JAVA_TOOL_OPTIONS,-XX:+PerfDisableSharedMem,true",
        "-Dnone=1,JAVA_TOOL_OPTIONS,-XX:+PerfDisableSharedMem,false",
        "-Dnone=1,OTHER_OPTIONS,-XX:+PerfDisableSharedMem,true"
    })
    void optionsAreReadAsTheJvmDoes(String options, String variable, String value, boolean works) {
        Map<String, String> environment = new HashMap<>(cli.environment());
        environment.put(variable, value);
        try (AgentJvm agent = agent(options, environment)) {
            Run state = Run.of(STATE, "-p", pid(agent));
            assertThat(state.exit()).as(state.toString()).isEqualTo(works ? 0 : 1);
            assertThat(state.err().contains(" has -XX:+PerfDisableSharedMem, so jps"))
                    .isEqualTo(!works);
        }
    }

    /** By itself the script looks with jps; here it and the agent have pids and a place for jps's files of their own. */
    @Test
    void theOnlyAgentIsFoundOutEvenIfJpsSeesNone() {
        List<String> agent = new ArrayList<>(cli.command("agent"));
        agent.add(1, "-XX:+PerfDisableSharedMem");
        String script = "mkdir -p /tmp/hsperfdata_root && mount -t tmpfs none /tmp/hsperfdata_root; out=$(mktemp); "
                + "timeout 60 \"$@\" > \"$out\" 2>&1 & until grep -q '" + READY + "' \"$out\"; do sleep 0.1; done; "
                + "rm \"$out\"; " + STATE + "; echo \"exit $?\"; kill $!; wait";
        List<String> command = new ArrayList<>(
                List.of("unshare", "-m", "-p", "-f", "--mount-proc", "--kill-child", "bash", "-c", script, "bash"));
        command.addAll(agent);
        Run run = Run.of(command, cli.environment(), Path.of("."));
        assertThat(run.out()).as(run.toString()).isEqualTo("exit 1\n");
        assertThat(run.err())
                .matches(
                        "state: the JVM [0-9]+ has -XX:\\+PerfDisableSharedMem, so jps and jmxterm do not see it: .*\n");
    }
}
