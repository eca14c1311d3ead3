// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A class of the tests in a JVM of its own, of any JDK. */
final class ChildJvm implements AutoCloseable {

    static final Path CURRENT = Path.of(System.getProperty("java.home"));

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** {@return the JDK that runs the tests, and JDK 25 where it is} */
    static List<Path> jdks() throws IOException {
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            Stream<Path> newer = installed
                    .filter(path -> path.getFileName().toString().contains("25"))
                    .filter(path -> Files.isExecutable(path.resolve("bin/java")));
            return Stream.concat(Stream.of(CURRENT), newer).toList();
        }
    }

    static ChildJvm start(Path jdk, List<String> options, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    String line() throws IOException {
        return String.valueOf(output.readLine());
    }

    /** {@return all that it says until it ends} */
    String awaitOutput() throws IOException, InterruptedException {
        process.getOutputStream().close();
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
        }
        process.waitFor();
        return all.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
