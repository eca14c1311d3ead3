// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.proctrack.agent.jobs.Killer;
import org.proctrack.agent.jobs.Signals;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.ProcessInfo;

/**
 * One trick in a throw-away job. Three witnesses are asked whether all died: the extension, /proc about each pid that was
 * seen, and the program that played the trick, to which every orphan of it comes.
 */
final class Drill implements AutoCloseable {

    /** Shorter than the life of what the trick starts, so that only the kill can have ended it. */
    private static final Duration KILL_WAIT = Duration.ofSeconds(5);

    private final Kernel kernel;
    private final Trick trick;
    private final ToolProcess bystander;
    private final ToolProcess stage;
    private final long job;
    private volatile boolean registered;
    private final List<String> problems = new ArrayList<>();

    /** Starts the trick's program, which waits, and its bystander. */
    Drill(Kernel kernel, Path tool, Trick trick) {
        this.kernel = kernel;
        this.trick = trick;
        job = ThrowAwayJobs.free(kernel);
        stage = ToolProcess.start(tool, trick.label());
        bystander = startBystander(tool);
    }

    private ToolProcess startBystander(Path tool) {
        boolean started = false;
        try {
            ToolProcess process = ToolProcess.start(tool, "bystander");
            started = true;
            return process;
        } finally {
            if (!started) {
                stage.close();
            }
        }
    }

    TrickResult play() {
        bystander.pid();
        enter(stage.pid());
        stage.command('g');
        List<Long> members = new ArrayList<>();
        String line = stage.line();
        for (; line.startsWith("member "); line = stage.line()) {
            members.add(Long.valueOf(line.substring("member ".length())));
        }
        if (line.startsWith("skip ")) {
            return TrickResult.notTried(trick, line.substring("skip ".length()));
        }
        if (!line.equals("ready")) {
            return TrickResult.failed(
                    trick, line.isEmpty() ? "the test program ended" : line.replaceFirst("^failed ", ""));
        }
        return kill(members);
    }

    /** Whoever is in the job besides is somebody else's, and the job is left alone. */
    private void enter(long pid) {
        kernel.register(job, pid);
        if (kernel.processes(job).stream().anyMatch(process -> process.pid() != pid)) {
            throw new IllegalStateException("job " + job + " came into use meanwhile: try again");
        }
        registered = true;
    }

    private TrickResult kill(List<Long> members) {
        Set<Long> listed = new TreeSet<>();
        kernel.processes(job).stream().map(ProcessInfo::pid).forEach(listed::add);
        List<Long> strays =
                members.stream().filter(member -> !listed.contains(member)).toList();
        require(
                strays.isEmpty(),
                "not in the job: pid " + strays.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        require(!listed.isEmpty() || !members.isEmpty(), "none of its processes is in the job");
        Set<Identity> watched = new LinkedHashSet<>();
        listed.addAll(members);
        listed.forEach(pid -> Identity.of(pid).ifPresent(watched::add));

        long begin = System.nanoTime();
        KillVerdict verdict = kill();
        long millis = 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

        int survivors = Math.max(verdict.survivors(), survivors(watched));
        require(survivors == 0, survivors + " survived the kill");
        require(bystander.lives(), "a process outside the job died");
        return new TrickResult(
                trick.label(),
                trick.core(),
                problems.isEmpty() ? Verdict.DIED : Verdict.FAILED,
                verdict.signalled(),
                millis,
                survivors,
                String.join("; ", problems));
    }

    /** A job that lost all its processes is no reason not to count them. */
    private KillVerdict kill() {
        try {
            return new Killer(kernel, KILL_WAIT).kill(JobRef.of(job), Signals.KILL);
        } catch (KernelException e) {
            if (e.kind() != KernelException.Kind.NO_SUCH_JOB) {
                throw e;
            }
            require(!problems.isEmpty(), "the job was empty before the kill");
            return new KillVerdict(job, Signals.name(Signals.KILL), 0, 0, 0, List.of());
        }
    }

    /** The program says when nobody is left, or after some seconds how many are. */
    private int survivors(Set<Identity> watched) {
        stage.command('k');
        String line = stage.line();
        int living = (int) watched.stream().filter(Identity::lives).count();
        if (line.equals("over")) {
            return living;
        }
        return Math.max(living, line.startsWith("left ") ? Integer.parseInt(line.substring("left ".length())) : 1);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            problems.add(otherwise);
        }
    }

    /** Ends all that the trick started. What the job does not know of, the trick's program does. */
    @Override
    public void close() {
        try {
            if (registered) {
                kernel.signal(job, Signals.KILL);
            }
        } catch (KernelException e) {
            // it is empty, or the extension is gone
        } finally {
            stage.close();
            bystander.close();
        }
    }

    /** {@return why the machine is not as it was; empty when it is; after close} */
    String leftover() {
        return registered && ThrowAwayJobs.isAlive(kernel, job) ? "job " + job + " is left" : "";
    }
}
