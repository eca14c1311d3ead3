// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;

/**
 * What every {@link Kernel} does, and the words in which it refuses. The parts of the contract say it; a test of a kernel
 * implements all of them.
 */
public interface KernelContract {

    /** More than enough for the end of some processes. */
    Duration LONG = Duration.ofSeconds(30);

    /** The highest pid that Linux can make; nobody has it. */
    long NO_PID = 4_194_303;

    /** {@return a machine with the extension loaded, for {@link #OPTIONS}; the same one for all tests} */
    Machine machine();

    /** {@return another machine, without the extension; whoever asks for it closes it} */
    Machine unloaded();

    /** What machines are started with. */
    StartOptions OPTIONS = StartOptions.of(256).withCalls(false);

    /** {@return a machine of a test's own} */
    default Machine loaded(StartOptions options) {
        Machine machine = unloaded();
        machine.kernel().start(ExtensionImage.of(""), options);
        return machine;
    }

    /** {@return the kernel of the common machine} */
    default Kernel kernel() {
        return machine().kernel();
    }

    /** {@return a new job with so many new processes} */
    default JobRef job(int processes) {
        long job = machine().unusedJob();
        for (int i = 0; i < processes; i++) {
            kernel().register(job, machine().process());
        }
        return new JobRef(job, kernel().account(job).orElseThrow().generation());
    }

    /** Kills a job and waits for its end. */
    default void end(JobRef job) {
        kernel().signal(job, 9);
        assertThat(kernel().awaitEmpty(job, LONG)).isTrue();
    }

    /** A call is refused with exactly these words. */
    static void refused(Kind kind, String message, ThrowingCallable call) {
        KernelException refusal = catchThrowableOfType(KernelException.class, call);
        assertThat(refusal).as(message).isNotNull();
        assertThat(refusal).hasMessage(message);
        assertThat(refusal.kind()).as(message).isEqualTo(kind);
    }
}
