// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A workload of {@code test/workloads}: stands at its gate until opened, does its trick, names every process that the
 * kill must end. Its output ends when the last of them has closed its files.
 */
public final class Workload implements AutoCloseable {

    /** Its dead-man comes first, and ends the output. */
    private static final Duration MOST = BusyMachine.LIFE.plus(BusyMachine.LIMIT);

    private static final String END = "\0end";

    private final String name;
    private final Fifo output;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<Long> members = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final long pid;
    private boolean ended;

    private Workload(String name, ProcessBuilder builder) throws IOException {
        this.name = name;
        this.output = Fifo.create();
        Thread reader = new Thread(this::read, "workload-" + name);
        reader.setDaemon(true);
        reader.start();
        this.process = builder.redirectOutput(output.path().toFile()).start();
        this.pid = Long.parseLong(value(next(), "pid"));
    }

    /** Starts a workload, which then stands at its gate. */
    public static Workload start(String name, Object... arguments) {
        return startFor(BusyMachine.LIFE, name, arguments);
    }

    /** The same with a life of its own; its dead-man ends it after that time. */
    public static Workload startFor(Duration life, String name, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("test/workloads/build/" + name).toString());
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DRILL_SECONDS", Long.toString(life.toSeconds()));
        try {
            return new Workload(name, builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the process to register; not always the one that was started} */
    public long pid() {
        return pid;
    }

    /** {@return the processes that must die, as far as they were named} */
    public List<Long> members() {
        return List.copyOf(members);
    }

    /** {@return everything else that it said} */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** {@return the process that was started; a launcher for some workloads} */
    public Process process() {
        return process;
    }

    /** Opens the gate. */
    public Workload open() {
        try {
            process.getOutputStream().write('g');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " did not wait at its gate", e);
        }
        return this;
    }

    /** Opens the gate and waits until the trick is done. */
    public Workload openAndAwaitReady() {
        open();
        String line = next();
        while (!line.equals("ready") && !line.startsWith("forks ")) {
            take(line);
            if (line.startsWith("skip ")) {
                Tier.skip(name + ": " + line.substring("skip ".length()));
            }
            if (ended || line.startsWith("failed ")) {
                throw new AssertionError(name + " was not ready: " + members + " " + notes);
            }
            line = next();
        }
        return this;
    }

    /** Waits until no member holds its output open; fails after the limit. */
    public void awaitEnd() {
        while (!ended) {
            take(next());
        }
    }

    private void take(String line) {
        if (line.startsWith("member ")) {
            members.add(Long.valueOf(value(line, "member")));
        } else if (line.equals(END)) {
            ended = true;
        } else {
            notes.add(line);
        }
    }

    private String next() {
        try {
            String line = lines.poll(MOST.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError(
                        name + " said nothing for " + MOST.toSeconds() + " s; so far " + members + " " + notes);
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key + " ")) {
            throw new AssertionError("expected '" + key + " …' but the workload said: " + line);
        }
        return line.substring(key.length() + 1);
    }

    private void read() {
        try (BufferedReader reader = Files.newBufferedReader(output.path(), StandardCharsets.ISO_8859_1)) {
            output.close();
            String line;
            while ((line = reader.readLine()) != null) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("reading failed: " + e);
        }
        lines.add(END);
    }

    /** Ends what is left of it, by pid, and only pids that it named itself. */
    @Override
    public void close() {
        process.destroyForcibly();
        for (long member : members) {
            ProcessHandle.of(member).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
