// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;

/** The command line in a container's namespaces: pids are not taken for the host's, nor times for the kernel's. */
class NamespacesTest {

    private static final Pattern SINCE = Pattern.compile("\"startMillis\": ?(\\d+)");

    private static Pins pins;
    private static Cli cli;
    private static Bystander member;

    @BeforeAll
    static void start() {
        pins = Pins.fresh();
        cli = Cli.at(pins);
        member = Bystander.start();
        assertThat(cli.run("start").exit()).isZero();
        assertThat(cli.run("register", 42, member.pid()).exit()).isZero();
    }

    @AfterAll
    static void stop() {
        member.close();
        assertThat(cli.run("stop", "--force").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "register 43 2",
                "adopt 43 2",
                "find 2",
                "run -- true",
                "run -j 43 -- true",
                "list 42",
                "kill 42",
                "wait 42"
            })
    void whatWouldMeanOthersIsRefused(String line) {
        List<Object> words = new ArrayList<>(List.of(line.split(" ")));

        Run run = cli.under("unshare", "--pid", "--fork").run(words.toArray());

        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("proctrack: this process is in its own pid namespace, where pids have other meanings: ");
        assertThat(member.lives()).isTrue();
        assertThat(cli.run("list", 43).exit()).isEqualTo(4);
    }

    @Test
    void timesAreTheKernels() {
        Run inside = cli.under("unshare", "--time", "--boottime", "1000000", "--fork")
                .run("list", "--json");
        Run outside = cli.run("list", "--json");

        assertThat(since(inside)).isCloseTo(since(outside), within(5000L));
    }

    private static long since(Run run) {
        Matcher since = SINCE.matcher(run.out());
        assertThat(since.find()).as(run.toString()).isTrue();
        return Long.parseLong(since.group(1));
    }
}
