// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** The host programs of test/hosts, compiled, and how they are run. */
final class Hosts {

    /** A host whose libraries are other releases of those that the agent uses. */
    static final List<String> PARENT_FIRST = List.of("ParentFirst", tool("gson"), tool("jna"), tool("commons-cli"));

    /** What that host says of them when no agent stands in the way. */
    static final List<String> ITS_OWN_LIBRARIES = List.of(
            "Gson from host-gson.jar", "Options from host-commons-cli.jar", "JNA answers 8", "Names from nowhere");

    private final Path classes;

    private Hosts(Path classes) {
        this.classes = classes;
    }

    static Hosts compiled(Path classes) {
        Path sources = Repository.file("test/src/test/hosts");
        List<String> javac = new ArrayList<>(
                List.of(Jvm.CURRENT.tool("javac"), "-cp", Repository.agentJar().toString(), "-d", classes.toString()));
        for (String file : List.of(sources.toFile().list())) {
            javac.add(sources.resolve(file).toString());
        }
        Run run = Run.of(javac.toArray(new String[0]));
        assertThat(run.exit()).as(run.toString()).isZero();
        return new Hosts(classes);
    }

    /** Each JVM with each setting that a host may make for a JNA of its own. */
    static Stream<Arguments> settingsOfJna() {
        return Jvm.installed().stream()
                .flatMap(jvm -> Stream.of(
                                "jna.noclasspath=true",
                                "jna.nounpack=true",
                                "jna.nosys=false",
                                "jna.boot.library.path=/nonexistent",
                                "jna.boot.library.name=another")
                        .map(setting -> Arguments.of(jvm, setting)));
    }

    /** A host's command line. JDK 25 warns of native code, unless it is told not to. */
    List<String> command(Jvm jvm, List<String> options, List<String> host) {
        List<String> command = new ArrayList<>(List.of(jvm.java(), "-cp", classes.toString()));
        if (jvm == Jvm.NEWER) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(host);
        return command;
    }

    private static String tool(String library) {
        return Repository.file("test/target/tools/host-" + library + ".jar").toString();
    }
}
