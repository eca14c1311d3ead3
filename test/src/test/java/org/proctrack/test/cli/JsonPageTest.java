// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** What each verb prints with --json is what proctrack-json(5) says: these keys, these types, no others. */
class JsonPageTest {

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);
    private JsonPage page;

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
    }

    private void check(int exit, String verb, Object... arguments) {
        List<Object> words = Stream.concat(Stream.of(verb.split(" ", -1)), Stream.of(arguments))
                .toList();
        Run run = cli.run(Stream.concat(words.stream(), Stream.of("--json")).toArray());
        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.out().lines()).as(run.toString()).hasSize(1);
        page.check(verb, JsonParser.parseString(run.out()));
    }

    @Test
    void everyVerbPrintsWhatThePageSays() throws IOException {
        page = new JsonPage();
        check(3, "status");
        check(0, "version");
        check(0, "start", "-f", Repository.extension());
        check(0, "status");
        check(0, "version");
        check(0, "doctor");
        check(0, "selftest");
        check(0, "grant", 1);
        check(0, "grant", 0);
        try (Bystander one = Bystander.start();
                Bystander other = Bystander.start()) {
            check(0, "register", 42, one.pid());
            check(0, "adopt", 43, other.pid());
            check(0, "find", one.pid());
            check(0, "list");
            check(0, "top", "-n", 1);
            check(0, "dump");
            check(0, "tie", 42, other.pid());
            check(0, "untie", 42);
            check(0, "kill --dry-run", 42);
            check(0, "kill", 42, "-s", "CONT");
            check(5, "wait", 42, "--timeout", "10ms");
            check(0, "kill", 42);
            check(0, "kill", 43);
        }
        check(0, "wait", 42);
        check(0, "unregister", 42);
        check(0, "history");
        check(0, "stop");

        assertThat(page.unseen()).as("this kernel refuses nothing").isSubsetOf("Refusal");
    }
}
