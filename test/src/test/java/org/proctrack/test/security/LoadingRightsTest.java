// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Setpriv;

/** What root needs of root's rights: what proctrack-load.service has, and for all but the calls one less. */
class LoadingRightsTest {

    private static final List<String> TO_LOAD = List.of("CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN");

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    private static void succeed(Run run) {
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err()).as(run.toString()).isEmpty();
    }

    @Test
    void threeCapabilitiesLoadAndUnload() {
        Cli reduced = cli.under(Setpriv.root(TO_LOAD));

        succeed(reduced.run("start", "-n", 64));
        succeed(reduced.run("status"));
        succeed(reduced.run("grant", "0"));
        Run again = reduced.run("start");
        assertThat(again.err()).as(again.toString()).contains("already loaded");
        succeed(reduced.run("stop"));
        assertThat(pins.exists()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAP_BPF", "CAP_PERFMON"})
    void oneLessIsNamedAndChangesNothing(String missing) {
        List<String> rest = new ArrayList<>(TO_LOAD);
        rest.remove(missing);

        Run run = cli.under(Setpriv.root(rest)).run("start");

        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.errors()).as(run.toString()).hasSize(1);
        assertThat(run.err()).contains("lacks " + missing + ";");
        assertThat(pins.exists()).isFalse();
    }

    /** To ask and to kill takes open pins, and no capability; so does a stop with the file that was loaded. */
    @Test
    void rootWithoutAnyRightsAsksAndStops() {
        succeed(cli.run("start", "-n", 64));
        Cli bare = cli.under(Setpriv.root(List.of()));

        for (String verb : List.of("status", "list", "history", "dump", "top", "find")) {
            Run run = verb.equals("find") ? bare.run(verb, 1) : bare.run(verb);
            assertThat(run.exit()).as(run.toString()).isEqualTo(verb.equals("find") ? 4 : 0);
        }
        Run stop = bare.run("stop");
        assertThat(stop.exit()).as(stop.toString()).isZero();
        assertThat(pins.exists()).isFalse();
    }
}
