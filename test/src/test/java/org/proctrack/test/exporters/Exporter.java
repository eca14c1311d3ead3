// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;

/** The real jmx_exporter with the configuration that we ship, run as the README says. */
final class Exporter {

    private static final Pattern NAME = Pattern.compile("(?m)^    name: (\\w+)$");

    private Exporter() {}

    /** {@return a file that we ship} */
    static Path file(String name) {
        return Repository.file("scripts/exporters/" + name);
    }

    /** {@return the text of a file that we ship} */
    static String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return somebody else's program, which the build has fetched} */
    static Path tool(String name) {
        return Repository.file("test/target/tools/" + name);
    }

    /** {@return all metrics that the configuration names} */
    static Set<String> metrics() {
        return NAME.matcher(text("jmx_exporter.yaml"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return the options of a JVM that is to have the exporter in it} */
    static List<String> options(int port, Path configuration) {
        return List.of(
                "-Dio.prometheus.exporter.filter.metricNameMustNotStartWith=jvm_",
                "-javaagent:" + tool("jmx_prometheus_javaagent.jar") + "=127.0.0.1:" + port + ":" + configuration);
    }

    /** {@return the service, with the extension started, in a JVM with these options} */
    static AgentJvm service(Pins pins, int capacity, List<String> options) {
        List<String> command = new ArrayList<>(List.of(Jvm.CURRENT.java(), "-XX:TieredStopAtLevel=1"));
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of("-jar", Repository.agentJar().toString(), "agent", "--start", "-n", "" + capacity));
        return AgentJvm.run(command, Cli.at(pins).environment()).awaitRunning();
    }

    /** {@return what the exporter at a port answers now} */
    static Exposition scrape(int port) {
        return Exposition.parse(Web.get(port, "/metrics"));
    }
}
