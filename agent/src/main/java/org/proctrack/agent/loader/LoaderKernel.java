// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelEvents;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Listing;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.agent.kernel.Pid;
import org.proctrack.agent.kernel.Place;
import org.proctrack.agent.kernel.SignalNumber;
import org.proctrack.agent.kernel.Signalled;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Field;
import org.proctrack.agent.loader.abi.Request;
import org.proctrack.agent.loader.library.LoadedLibrary;
import org.proctrack.agent.loader.procfs.Privileges;
import org.proctrack.mbeans.EndedJob;
import org.proctrack.mbeans.JobInfo;
import org.proctrack.mbeans.KernelFeature;
import org.proctrack.mbeans.ProcessInfo;

/** The kernel's extension, through the C library. The library is loaded at the first call. */
public final class LoaderKernel implements Kernel {

    /** Where the extension is pinned, unless the property {@code proctrack.pins} or PROCTRACK_PINS says otherwise. */
    public static final String DEFAULT_PINS = "/sys/fs/bpf/proctrack";

    private final String pins;
    private final BootClock clock = new BootClock(() -> LoadedLibrary.get().proctrackext_boot_time(), System::nanoTime);
    private final Decoder decoder = new Decoder(clock, new Users());
    private final Reports reports = new Reports(decoder, clock);

    /** The extension at its usual place. */
    public LoaderKernel() {
        this(usualPins());
    }

    /**
     * The extension at a place.
     *
     * @param pins its directory in bpffs
     */
    public LoaderKernel(String pins) {
        this.pins = pins.replaceAll("(?<=[^/])/+$", "");
    }

    private static String usualPins() {
        String environment = System.getenv("PROCTRACK_PINS");
        return System.getProperty(
                "proctrack.pins", environment == null || environment.isEmpty() ? DEFAULT_PINS : environment);
    }

    private Calls calls() {
        if (!pins.startsWith("/")) {
            throw new KernelException(Kind.INVALID, "pin directory " + pins + " is not absolute: use " + DEFAULT_PINS);
        }
        return new Calls(LoadedLibrary.get(), LoadedLibrary.reserve(), pins);
    }

    @Override
    public Optional<ExtensionStatus> status() {
        byte[] state = new byte[Abi.State.SIZEOF];
        int error = calls().status(state);
        if (error == -Errno.ENODEV) {
            return Optional.empty();
        }
        require(error, "status");
        return Optional.of(decoder.status(Field.view(state)));
    }

    @Override
    public String start(ExtensionImage image, StartOptions options) {
        return options.debug() ? startTraced(image, options) : lifecycle().start(image, options);
    }

    /** All of it, or nothing. */
    private String startTraced(ExtensionImage image, StartOptions options) {
        if (!Privileges.mayLoad()) {
            throw Refusals.denied(); // and not that the directory is somebody else's
        }
        DebugLog log = new DebugLog(pins, options.debugLog());
        Runnable undo = log.check();
        boolean loaded = false;
        try {
            String said = lifecycle().start(image, options);
            loaded = true;
            log.follow(0);
            return said;
        } catch (KernelException e) {
            if (loaded) {
                lifecycle().stop(image, true);
            }
            undo.run();
            throw e;
        }
    }

    @Override
    public void stop(ExtensionImage image, boolean force) {
        lifecycle().stop(image, force);
    }

    @Override
    public void grant(String group) {
        new Granting(calls()).grant(group);
    }

    @Override
    public Optional<Group> granted() {
        return new Granting(calls()).granted();
    }

    private Lifecycle lifecycle() {
        return new Lifecycle(calls(), this::status);
    }

    @Override
    public void register(long job, long pid) {
        new Membership(this, calls()).register(JobRef.of(job), Pid.member(pid));
    }

    @Override
    public void tie(long job, long owner) {
        new Ownership(this, calls()).tie(JobRef.of(job), Pid.owner(owner));
    }

    @Override
    public void untie(long job) {
        new Ownership(this, calls()).untie(JobRef.of(job));
    }

    @Override
    public int adopt(long job, long pid) {
        return new Membership(this, calls()).adopt(JobRef.of(job), Pid.member(pid));
    }

    @Override
    public void unregister(long job) {
        new Membership(this, calls()).unregister(JobRef.of(job));
    }

    @Override
    public int sweep() {
        return new Membership(this, calls()).sweep();
    }

    @Override
    public Optional<Long> find(long pid) {
        Request request = Request.of(Abi.OP_FIND, 0).find(Math.min(new Pid(pid).number(), Integer.MAX_VALUE));
        int error = calls().call(request);
        if (error == -Errno.ENOENT) {
            return Optional.empty();
        }
        require(error, "find");
        return Optional.of(request.job());
    }

    @Override
    public List<LiveJob> live() {
        return allJobs(Decoder::live);
    }

    @Override
    public List<JobInfo> jobs() {
        List<JobInfo> jobs = allJobs(decoder::job);
        jobs.sort(Comparator.comparingLong(JobInfo::id));
        return jobs;
    }

    private <T> List<T> allJobs(Function<ByteBuffer, T> item) {
        List<T> jobs = new ArrayList<>();
        require(calls().listAll(Abi.OP_JOBS, Abi.JobInfo.SIZEOF, item, jobs::add), "list");
        return jobs;
    }

    @Override
    public Optional<JobAccount> account(JobRef job) {
        return reporting().account(job);
    }

    @Override
    public List<EndedJob> history(long most) {
        return reporting().history(most);
    }

    @Override
    public List<EndedJob> historyOf(long job, long most) {
        return reporting().historyOf(JobRef.of(job), most);
    }

    @Override
    public KernelEvents events(long after) {
        return reporting().events(after);
    }

    @Override
    public long awaitNews(long known, boolean reads, Duration most) {
        return reporting().awaitNews(known, reads, most);
    }

    @Override
    public void processEvents(JobRef job, boolean wanted) {
        reporting().processEvents(job, wanted);
    }

    @Override
    public void debug(boolean on) {
        Optional<ExtensionStatus> now = status();
        reporting().debug(on);
        if (!on || now.isEmpty()) {
            return;
        }
        try {
            new DebugLog(pins, now.get().debug().file()).follow(now.get().lastEvent());
        } catch (KernelException e) {
            reporting().debug(now.get().debug().on());
            throw e;
        }
    }

    @Override
    public void dumpToLog() {
        reporting().dumpToLog();
    }

    private Reporting reporting() {
        return new Reporting(calls(), reports);
    }

    @Override
    public List<ProcessInfo> processes(JobRef job) {
        return listings().of(job);
    }

    @Override
    public List<ProcessInfo> allProcesses() {
        return listings().all();
    }

    @Override
    public Listing processes(long job, Place place, int most) {
        return listings().of(JobRef.of(job), place, most);
    }

    private Listings listings() {
        return new Listings(calls(), decoder);
    }

    @Override
    public Signalled signal(JobRef job, int signal) {
        long[] generation = {job.generation()};
        int[] signalled = new int[1];
        int error = calls().signal(job, new SignalNumber(signal), generation, signalled);
        if (error == -Errno.ESRCH) {
            throw new KernelException(Kind.NO_SUCH_JOB, "no job " + job.id() + ": proctrack list shows all jobs");
        }
        if (error == -Errno.EPERM && !Privileges.mayKill()) {
            throw new KernelException(
                    Kind.DENIED,
                    "no process of job " + job.id()
                            + " could be signalled: before Linux 6.13 this takes CAP_KILL, which"
                            + " this process lacks");
        }
        require(error, "signal");
        return new Signalled(new JobRef(job.id(), generation[0]), signalled[0]);
    }

    @Override
    public boolean awaitEmpty(JobRef job, Duration timeout) {
        return new Waiting(calls()).awaitEmpty(job, timeout);
    }

    @Override
    public long begin(long pid) {
        // 1 in a pid namespace is another one, and the kernel says so
        return new Membership(this, calls()).begin(pid == 1 ? new Pid(1) : Pid.member(pid));
    }

    @Override
    public void label(long job, String label) {
        reporting().label(JobRef.of(job), label);
    }

    @Override
    public void exec(long job, List<String> command) {
        Optional<JobRef> into = job == 0 ? Optional.empty() : Optional.of(JobRef.of(job));
        throw new Membership(this, calls()).exec(into, command);
    }

    @Override
    public List<KernelFeature> features() {
        byte[] probe = new byte[Abi.Probe.SIZEOF];
        require(calls().library().proctrackext_probe(pins, probe), "probe");
        byte[] state = new byte[Abi.State.SIZEOF];
        boolean loaded = calls().status(state) == 0;
        Optional<ByteBuffer> settings =
                loaded ? Optional.of(Abi.State.SETTINGS.view(Field.view(state))) : Optional.empty();
        return Features.list(Field.view(probe), settings, pins);
    }

    private void require(int error, String what) {
        if (error != 0) {
            throw Refusals.of(error, pins, what);
        }
    }
}
