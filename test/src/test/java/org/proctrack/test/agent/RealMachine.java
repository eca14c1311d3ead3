// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.contract.Machine;
import org.proctrack.agent.loader.LoaderKernel;
import org.proctrack.test.support.Pins;

/** This machine, with pins of its own. */
final class RealMachine implements Machine {

    /** What a broken run leaves ends by itself. */
    private static final String SECONDS = "600";

    private static final AtomicLong LAST_JOB = new AtomicLong(5_000_000);

    private final Pins pins = Pins.fresh();
    private final Kernel kernel = new LoaderKernel(pins.path().toString());
    private final Map<Long, Process> started = new HashMap<>();
    private final List<ProcessHandle> children = new ArrayList<>();

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public long process() {
        return start("sleep", SECONDS).pid();
    }

    @Override
    public Family family() {
        Process parent = start("sh", "-c", "sleep " + SECONDS + " & echo $!; wait");
        try {
            BufferedReader output = parent.inputReader();
            long child = Long.parseLong(output.readLine());
            children.add(ProcessHandle.of(child).orElseThrow());
            await().until(() ->
                    Files.readString(Path.of("/proc/" + child + "/comm")).equals("sleep\n"));
            return new Family(parent.pid(), child);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            started.put(process.pid(), process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill(long pid) {
        started.get(pid).destroyForcibly().onExit().join();
    }

    @Override
    public Group group() {
        return new Group(1, "daemon");
    }

    @Override
    public long unusedJob() {
        return LAST_JOB.incrementAndGet();
    }

    @Override
    public void close() {
        started.keySet().forEach(this::kill);
        children.forEach(ProcessHandle::destroyForcibly);
        if (kernel.status().isPresent()) {
            kernel.stop(ExtensionImage.of(""), true);
        }
        assertThat(pins.exists()).isFalse();
    }
}
