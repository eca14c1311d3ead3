// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.proctrack.agent.kernel.contract.KernelContract.refused;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.Counter;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Place;
import org.proctrack.agent.kernel.Release;
import org.proctrack.agent.kernel.StartOptions;

/** Start and stop, what holds from the one to the other, and what is refused outside. */
public interface LifecycleContract extends KernelContract {

    /** What a kernel says that has no extension. */
    String NOT_LOADED = "extension is not loaded: run proctrack start";

    @Test
    default void aStartIsSeenInTheStatus() {
        try (Machine machine = unloaded()) {
            assertThat(machine.kernel().status()).isEmpty();
            machine.kernel()
                    .start(
                            ExtensionImage.of(""),
                            StartOptions.of(64)
                                    .withCalls(false)
                                    .withOverflowKill(true)
                                    .withUserShare(50)
                                    .withHistory(7));

            ExtensionStatus status = machine.kernel().status().orElseThrow();
            assertThat(status.build().file()).isEqualTo("bundled");
            assertThat(status.build().version()).isEqualTo(Release.version());
            assertThat(status.build().magic()).matches("[0-9a-f]{16}");
            assertThat(status.limits()).isEqualTo(new ExtensionStatus.Limits(64, 64, 4_194_304, true, 32));
            assertThat(status.population()).isEqualTo(new ExtensionStatus.Population(0, 0, 0, 0));
            assertThat(status.history()).isEqualTo(new ExtensionStatus.History(7, 0, 0));
            assertThat(status.counters().of(Counter.JOBS_TOTAL)).isZero();
            assertThat(status.closing()).isFalse();
            assertThat(status.calls()).isFalse();
            assertThat(status.lastEvent()).isZero();
            assertThat(status.debug().on()).isFalse();
        }
    }

    @Test
    default void figuresFollowTheProcesses() {
        try (Machine machine = loaded(OPTIONS)) {
            Kernel kernel = machine.kernel();
            long job = machine.unusedJob();
            long first = machine.process();
            kernel.register(job, first);
            kernel.register(job, machine.process());
            machine.kill(first);
            assertThat(kernel.processes(job)).hasSize(1);

            ExtensionStatus status = kernel.status().orElseThrow();
            assertThat(status.population()).isEqualTo(new ExtensionStatus.Population(1, 2, 0, 1));
            assertThat(status.counters().of(Counter.FORKS)).isEqualTo(2);
            assertThat(status.counters().of(Counter.EXITS)).isEqualTo(1);
            assertThat(status.counters().of(Counter.JOBS_TOTAL)).isEqualTo(1);
            assertThat(status.lastEvent()).isEqualTo(1);
        }
    }

    @Test
    default void aSecondStartIsRefused() {
        refused(
                Kind.ALREADY_LOADED,
                "extension is already loaded (n 256, bundled): proctrack stop first",
                () -> kernel().start(ExtensionImage.of(""), OPTIONS.withCapacity(7)));
        assertThat(kernel().status().orElseThrow().limits().capacity()).isEqualTo(256);
    }

    @Test
    default void aStopWaitsForTheEndOfAllJobsUnlessItIsForced() {
        try (Machine machine = loaded(OPTIONS)) {
            Kernel kernel = machine.kernel();
            long pid = machine.process();
            String orForced = ", or stop with --force (in JMX: forceStop)";
            kernel.register(machine.unusedJob(), pid);
            refused(
                    Kind.BUSY,
                    "1 job is alive: kill it first" + orForced,
                    () -> kernel.stop(ExtensionImage.of(""), false));
            kernel.register(machine.unusedJob(), machine.process());
            refused(
                    Kind.BUSY,
                    "2 jobs are alive: kill them first" + orForced,
                    () -> kernel.stop(ExtensionImage.of(""), false));
            assertThat(kernel.find(pid)).isPresent();

            kernel.stop(ExtensionImage.of(""), true);
            assertThat(kernel.status()).isEmpty();
            kernel.start(ExtensionImage.of(""), OPTIONS);
            assertThat(kernel.find(pid)).isEmpty();
            kernel.stop(ExtensionImage.of(""), false);
            assertThat(kernel.status()).isEmpty();
        }
    }

    @Test
    default void withoutTheExtensionEverythingElseIsRefused() {
        try (Machine machine = unloaded()) {
            Kernel kernel = machine.kernel();
            long pid = machine.process();
            JobRef job = JobRef.of(7);
            Stream.<ThrowingCallable>of(
                            () -> kernel.stop(ExtensionImage.of(""), false),
                            () -> kernel.stop(ExtensionImage.of(""), true),
                            () -> kernel.grant("root"),
                            () -> kernel.grant(machine.group().name()),
                            kernel::granted,
                            () -> kernel.register(7, pid),
                            () -> kernel.begin(pid),
                            () -> kernel.label(7, "text"),
                            () -> kernel.adopt(7, pid),
                            () -> kernel.unregister(7),
                            kernel::sweep,
                            () -> kernel.find(pid),
                            kernel::live,
                            kernel::jobs,
                            () -> kernel.account(job),
                            () -> kernel.history(1),
                            () -> kernel.historyOf(7, 1),
                            () -> kernel.events(0),
                            () -> kernel.processEvents(job, true),
                            () -> kernel.debug(true),
                            () -> kernel.debug(false),
                            kernel::dumpToLog,
                            () -> kernel.processes(job),
                            kernel::allProcesses,
                            () -> kernel.processes(7, Place.FIRST, 64),
                            () -> kernel.signal(job, 9),
                            () -> kernel.awaitEmpty(job, Duration.ZERO),
                            () -> kernel.exec(7, List.of("true")))
                    .forEach(call -> refused(Kind.NOT_LOADED, NOT_LOADED, call));
        }
    }

    /** Root's steps begin, whoever has filled the table. */
    @Test
    default void aFullTableTakesMembersWithoutARecord() {
        try (Machine machine = loaded(OPTIONS.withCapacity(2))) {
            Kernel kernel = machine.kernel();
            long job = machine.unusedJob();
            long late = machine.process();
            kernel.register(job, machine.process());
            kernel.register(job, machine.process());
            kernel.register(job, late);
            assertThat(kernel.find(late)).contains(job);
            assertThat(kernel.status().orElseThrow().population().untabled()).isEqualTo(1);
            assertThat(kernel.processes(job)).hasSize(3);
        }
    }

    @Test
    default void aTableFullOfJobsIsSaid() {
        try (Machine machine = loaded(OPTIONS.withCapacity(2))) {
            Kernel kernel = machine.kernel();
            kernel.register(machine.unusedJob(), machine.process());
            kernel.register(machine.unusedJob(), machine.process());
            long late = machine.process();
            refused(
                    Kind.FULL,
                    "table is full (2 of 2 jobs): start with a larger -n",
                    () -> kernel.register(machine.unusedJob(), late));
            assertThat(kernel.find(late)).isEmpty();
        }
    }

    @Test
    default void asManyFinalRecordsAreKeptAsTheStartSaid() {
        try (Machine machine = loaded(OPTIONS.withHistory(1))) {
            Kernel kernel = machine.kernel();
            long last = 0;
            for (int i = 0; i < 3; i++) {
                last = machine.unusedJob();
                kernel.register(last, machine.process());
                kernel.signal(last, 9);
                assertThat(kernel.awaitEmpty(last, LONG)).isTrue();
            }
            assertThat(kernel.history(10)).singleElement().extracting("id").isEqualTo(last);
            assertThat(kernel.status().orElseThrow().history()).isEqualTo(new ExtensionStatus.History(1, 1, 2));
        }
    }

    @Test
    default void oneGroupAtATimeIsGrantedWhatIsLoaded() {
        try (Machine machine = loaded(OPTIONS)) {
            Kernel kernel = machine.kernel();
            Group group = machine.group();
            assertThat(kernel.granted()).isEmpty();
            kernel.grant(group.name());
            assertThat(kernel.granted()).contains(group);
            kernel.grant("54321");
            assertThat(kernel.granted()).contains(new Group(54_321, ""));
            kernel.grant(Long.toString(group.id()));
            assertThat(kernel.granted()).contains(group);
            for (String none : List.of("no-such-group", "-1", "", "4294967295", "1x")) {
                refused(
                        Kind.INVALID,
                        "no group " + none + ": give the name or number of one",
                        () -> kernel.grant(none));
            }
            assertThat(kernel.granted()).contains(group);
            kernel.grant("0");
            assertThat(kernel.granted()).isEmpty();
        }
    }
}
