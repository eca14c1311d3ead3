// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.Pid;
import org.proctrack.agent.kernel.SignalNumber;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Field;
import org.proctrack.agent.loader.abi.Request;
import org.proctrack.agent.loader.library.LoaderLibrary;
import org.proctrack.agent.loader.library.Reserve;

/**
 * The entry points of one extension: a request in, an answer and 0 or a negative errno out. Signals, and the wait for what comes
 * of them, have descriptors in reserve.
 */
record Calls(LoaderLibrary library, Reserve reserve, String pins) {

    /** The extension serves 32 walks over jobs at a time; whoever comes on top tries again. */
    private static final int TRIES = 1000;

    private static final long RETRY_NANOS = 50_000;

    int call(Request request) {
        return retried(() -> library.proctrackext_call(pins, request.bytes()));
    }

    int status(byte[] state) {
        return library.proctrackext_status(pins, state);
    }

    int adopt(JobRef job, Pid pid, int[] taken) {
        return library.proctrackext_adopt(pins, (int) job.id(), (int) pid.number(), taken);
    }

    int signal(JobRef job, SignalNumber signal, long[] generation, int[] signalled) {
        return retried(() -> Sleeps.call(() -> reserve.call(
                () -> library.proctrackext_signal(pins, (int) job.id(), signal.number(), generation, signalled))));
    }

    int await(JobRef job, int millis) {
        return retried(() -> Sleeps.call(
                () -> reserve.call(() -> library.proctrackext_wait(pins, (int) job.id(), job.generation(), millis))));
    }

    /**
     * A whole listing of one job, page by page. That of a job with its generation has descriptors in reserve, for it
     * names the survivors of a kill.
     *
     * @param itemSize bytes of one item
     * @param item makes something of the bytes of one item
     * @param into where the items go
     */
    <T> int list(int operation, JobRef job, int itemSize, Function<ByteBuffer, T> item, Consumer<T> into) {
        byte[] page = new byte[Abi.Page.SIZEOF];
        Request request = Request.of(page, operation, job.id()).generation(job.generation());
        IntSupplier one = () -> job.generation() == 0 ? ask(page) : reserve.call(() -> ask(page));
        return list(request, page, one, itemSize, item, into);
    }

    /** A whole listing of all jobs, page by page. */
    <T> int listAll(int operation, int itemSize, Function<ByteBuffer, T> item, Consumer<T> into) {
        byte[] page = new byte[Abi.Page.SIZEOF];
        return list(Request.of(page, operation, 0), page, () -> ask(page), itemSize, item, into);
    }

    private static <T> int list(
            Request request,
            byte[] page,
            IntSupplier ask,
            int itemSize,
            Function<ByteBuffer, T> item,
            Consumer<T> into) {
        do {
            int error = retried(ask);
            if (error != 0) {
                return error;
            }
            for (int i = 0; i < request.count(); i++) {
                into.accept(item.apply(item(page, itemSize, i)));
            }
        } while (request.goesOn());
        return 0;
    }

    int page(byte[] page) {
        return retried(() -> ask(page));
    }

    private int ask(byte[] page) {
        return library.proctrackext_page(pins, page);
    }

    /** {@return a view of one item of a page} */
    static ByteBuffer item(byte[] page, int itemSize, int index) {
        ByteBuffer view = Field.view(page);
        return view.slice(Abi.Page.PROCESSES.offset() + index * itemSize, itemSize)
                .order(view.order());
    }

    private static int retried(IntSupplier call) {
        int error = call.getAsInt();
        for (int i = 1; i < TRIES && error == -Errno.EAGAIN; i++) {
            LockSupport.parkNanos(RETRY_NANOS);
            error = call.getAsInt();
        }
        return error;
    }
}
