// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.mbeans.KernelFeature;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Setpriv;

/** Without CAP_NET_ADMIN the kernel refuses the programs of the calls: all else works, and whoever asks is told why. */
class RefusedCallsTest {

    private static final String LINE = "proctrack: calls are off: the kernel refused them: ";

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);
    private final Cli reduced = cli.under(Setpriv.root(List.of("CAP_BPF", "CAP_PERFMON")));

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    @Test
    void startSaysSoInOneLineAndOthersAfterwards() {
        Run start = reduced.run("start", "-n", 64);
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(start.errors()).as(start.toString()).hasSize(1);
        assertThat(start.err()).startsWith(LINE);
        String reason = start.err().substring(LINE.length(), start.err().lastIndexOf(" ("));
        assertThat(reason).isNotBlank();

        assertThat(cli.run("status").out()).contains("calls          closed", "feature off    calls: " + reason);
        JsonObject status =
                JsonParser.parseString(cli.run("status", "--json").out()).getAsJsonObject();
        assertThat(status.get("callsOpen").getAsBoolean()).isFalse();
        JsonArray refusals = status.getAsJsonArray("refusals");
        assertThat(refusals.get(0).getAsJsonObject().get("feature").getAsString())
                .isEqualTo("calls");
        assertThat(refusals.get(0).getAsJsonObject().get("reason").getAsString())
                .isEqualTo(reason);

        Run doctor = cli.run("doctor");
        assertThat(doctor.exit()).as(doctor.toString()).isZero();
        assertThat(doctor.out()).containsPattern("off +calls +6\\.1 .*; the kernel refused it: " + reason);
        Run theirs = reduced.run("doctor");
        assertThat(theirs.exit()).as(theirs.toString()).isZero();
    }

    @Test
    void theMBeanHasTheReasonToo() {
        try (AgentJvm agent = AgentJvm.run(
                        reduced.command("agent", "--start", "-n", 64, "--audit=off"), reduced.environment())
                .awaitRunning()) {
            assertThat(agent.extension().isCallsOpen()).isFalse();
            assertThat(agent.extension().getKernelFeatures())
                    .filteredOn(feature -> feature.name().equals("calls"))
                    .singleElement()
                    .satisfies(feature -> assertThat(feature.available()).isFalse())
                    .extracting(KernelFeature::detail)
                    .asString()
                    .contains("; the kernel refused it: ");
            agent.awaitText(LINE);
        }
    }

    @Test
    void whatTheUserLeftOutIsNoRefusal() {
        Run start = reduced.run("start", "-n", 64, "--no-calls");
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(start.err()).isEmpty();
        assertThat(cli.run("doctor").out()).containsPattern("off +calls .*; left out at start");
    }

    @Test
    void whoHasAllCapabilitiesIsRefusedNothingThatWasPromised() {
        Run start = cli.run("start", "-n", 64);
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(start.err()).isEmpty();
        assertThat(cli.run("doctor").out()).containsPattern("ok +calls ");
    }
}
