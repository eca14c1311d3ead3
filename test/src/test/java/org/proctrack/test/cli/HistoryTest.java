// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Workload;

/** Final records of real jobs, as the command line shows them. */
class HistoryTest {

    private static final int KEPT = 2;

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);

    @BeforeEach
    void start() {
        start("--history", KEPT);
    }

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
        assertThat(pins.exists()).isFalse();
    }

    private void start(String option, Object value) {
        Run start = cli.run("start", "-f", Repository.extension(), option, value);
        assertThat(start.exit()).as(start.toString()).isZero();
    }

    private void job(long job, String script) {
        cli.run("run", "-j", job, "--", "sh", "-c", script);
    }

    /** Three processes and the shell end well, one with a status, one by a signal. */
    @Test
    void everyExitIsCounted() {
        job(42, "/bin/true; /bin/true; /bin/true; (exit 3); sh -c 'kill -9 $$'; :");

        Run json = cli.run("history", 42, "--json");
        assertThat(json.exit()).as(json.toString()).isZero();
        assertThat(json.out())
                .startsWith("{\"capacity\":2,\"count\":1,\"dropped\":0,\"records\":[{\"id\":42,\"uid\":0,")
                .contains("\"processesTotal\":6,", "\"signal\":\"\",")
                .contains("\"exitedNormally\":4,\"exitedFailed\":1,\"exitedBySignal\":1,\"exitedByOom\":0")
                .doesNotContain("\"cpuNanos\":0,", "\"maxRssBytes\":0,");
        assertThat(cli.run("history", 42).out())
                .contains("4 normal, 1 failed, 1 by signal, 0 by the OOM killer")
                .containsPattern("(?m)^processes +6 \\(peak [2-6]\\)$");
        assertThat(cli.run("history").out()).containsPattern("(?m)^ 42  root +20.*  6 .* 1/1/0  ");
        assertThat(cli.run("status").out())
                .contains("1 of at most 2 records (dropped 0)", "exit 4, failure 1, signal 1, OOM 0");
    }

    @Test
    void whoKilledItIsNamed() {
        try (Workload shell = Workload.start("daemonize");
                Bystander bystander = Bystander.start()) {
            assertThat(cli.run("register", 7, shell.pid()).exit()).isZero();
            shell.openAndAwaitReady();
            Run living = cli.run("history", 7);
            assertThat(living.exit()).isEqualTo(4);
            assertThat(living.errors()).hasSize(1).allMatch(line -> line.contains("job 7 has not ended"));

            assertThat(cli.run("kill", 7).exit()).isZero();

            Run record = cli.run("history", 7, "--json");
            assertThat(record.exit()).as(record.toString()).isZero();
            assertThat(record.out())
                    .contains("\"signal\":\"SIGKILL\",\"signalUid\":0,")
                    .containsPattern("\"signalPid\":[1-9]");
            assertThat(cli.run("history").out()).contains("SIGKILL  root");
            assertThat(bystander.lives()).isTrue();
        }
    }

    @Test
    void theOldestGiveWayAndAreCounted() {
        for (int job = 1; job <= 3; job++) {
            job(job, ":");
        }
        List<String> lines = cli.run("history").out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).startsWith("  3  ");
        assertThat(lines.get(2)).startsWith("  2  ");
        assertThat(lines.get(3)).startsWith("1 older record was dropped: the last 2 are kept");
        Run first = cli.run("history", 1);
        assertThat(first.exit()).isEqualTo(4);
        assertThat(first.errors()).hasSize(1).allMatch(line -> line.contains("no record of job 1"));
    }

    @Test
    void anIdThatIsUsedAgainHasTwoRecords() {
        job(42, ":");
        job(42, "exit 1");
        String out = cli.run("history", 42).out();
        assertThat(out.split("\n\n", -1)).hasSize(2);
        assertThat(out.indexOf("0 normal, 1 failed")).isNotNegative().isLessThan(out.indexOf("1 normal, 0 failed"));
    }

    @Test
    void aHistoryOfNoneIsEmptyForEver() {
        assertThat(cli.run("stop", "--force").exit()).isZero();
        start("--history", 0);
        job(42, ":");
        assertThat(cli.run("history").out()).contains("no records are kept");
        assertThat(cli.run("history", "--json").out()).contains("\"records\":[]");
        assertThat(cli.run("history", 42).exit()).isEqualTo(4);
        assertThat(cli.run("status", "--json").out()).contains("\"jobsTotal\":1,\"historyCapacity\":0,");
    }

    @Test
    void withoutTheExtensionThereIsNone() {
        assertThat(cli.run("stop", "--force").exit()).isZero();
        Run run = cli.run("history");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errors()).hasSize(1);
        assertThat(cli.run("start", "--history", 1_000_001).exit()).isEqualTo(1);
        assertThat(pins.exists()).isFalse();
    }
}
