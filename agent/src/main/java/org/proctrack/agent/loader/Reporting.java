// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.proctrack.agent.kernel.JobAccount;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.KernelEvent;
import org.proctrack.agent.kernel.KernelEvents;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Request;
import org.proctrack.mbeans.EndedJob;

/** Asks for accounts and events. */
final class Reporting {

    /** A process that comes or goes while its job is added up is missing or there twice; then it is done again. */
    private static final int TRIES = 5;

    /** No more in one answer than the kernel keeps, whatever happens meanwhile. */
    private static final int MOST_PAGES = 200;

    private final Calls calls;
    private final Reports reports;

    Reporting(Calls calls, Reports reports) {
        this.calls = calls;
        this.reports = reports;
    }

    Optional<JobAccount> account(JobRef job) {
        byte[] page = new byte[Abi.Page.SIZEOF];
        Request request = Request.of(page, Abi.OP_ACCOUNT, job.id()).generation(job.generation());
        for (int i = 0; i < TRIES; i++) {
            int error = calls.page(page);
            if (error == -Errno.ESRCH) {
                return Optional.empty();
            }
            require(error, "account");
            if (request.settled()) {
                break;
            }
            request.generation(job.generation());
        }
        return Optional.of(reports.account(Calls.item(page, Abi.Account.SIZEOF, 0)));
    }

    /** {@return the last ones, the very last one first} */
    List<EndedJob> history(long most) {
        return history(most, record -> true);
    }

    /** {@return the last ones of one job id, the very last one first} */
    List<EndedJob> historyOf(JobRef job, long most) {
        return history(most, record -> Abi.JobInfo.ID.unsigned(Abi.Account.JOB.view(record)) == job.id());
    }

    /** The kernel has the oldest one first. Nothing is made of those that are not wanted. */
    private List<EndedJob> history(long most, Predicate<ByteBuffer> wanted) {
        Deque<EndedJob> ended = new ArrayDeque<>();
        Consumer<Optional<EndedJob>> keep = job -> {
            job.ifPresent(ended::addFirst);
            if (ended.size() > most) {
                ended.removeLast();
            }
        };
        Function<ByteBuffer, Optional<EndedJob>> item =
                record -> wanted.test(record) ? Optional.of(reports.ended(record)) : Optional.empty();
        require(calls.listAll(Abi.OP_HISTORY, Abi.Account.SIZEOF, item, keep), "history");
        return List.copyOf(ended);
    }

    /** What root says that a job is; for whom it runs stays as it is. */
    void label(JobRef job, String label) {
        long user = account(job).orElseThrow(() -> noJob(job)).info().uid();
        int error = calls.call(Request.of(Abi.OP_LABEL, job.id()).label(user, label));
        if (error == -Errno.ESRCH) {
            throw noJob(job);
        }
        require(error, "label");
    }

    private static KernelException noJob(JobRef job) {
        return new KernelException(Kind.NO_SUCH_JOB, "no job " + job.id() + ": proctrack list shows all jobs");
    }

    KernelEvents events(long after) {
        byte[] page = new byte[Abi.Page.SIZEOF];
        Request request = Request.of(page, Abi.OP_EVENTS, 0).after(after);
        List<KernelEvent> events = new ArrayList<>();
        for (int i = 0; i < MOST_PAGES; i++) {
            require(calls.page(page), "events");
            for (int item = 0; item < request.count(); item++) {
                events.add(reports.event(Calls.item(page, Abi.Event.SIZEOF, item)));
            }
            if (!request.hasMoreEvents()) {
                break;
            }
        }
        long last = events.isEmpty()
                ? request.lastEvent()
                : events.get(events.size() - 1).sequence();
        return new KernelEvents(events, last, lost(after, events));
    }

    /** The numbers have no gaps; events may go missing before the first one, or between two pages. */
    private static long lost(long after, List<KernelEvent> events) {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).sequence() - after - events.size();
    }

    long awaitNews(long known, boolean reads, Duration most) {
        long[] news = {known};
        int flags = reads ? Abi.FLAG_READS : 0;
        require(calls.library().proctrackext_news(calls.pins(), flags, news, Math.toIntExact(most.toMillis())), "news");
        return news[0];
    }

    void processEvents(JobRef job, boolean wanted) {
        Request request = Request.of(Abi.OP_WATCH, job.id()).generation(job.generation());
        int error = calls.call(request.watch(wanted));
        if (error == -Errno.ESRCH) {
            throw noJob(job);
        }
        require(error, "process events");
    }

    void debug(boolean on) {
        require(calls.call(Request.of(Abi.OP_DEBUG, 0).debug(on)), "debug");
    }

    void dumpToLog() {
        require(calls.call(Request.of(Abi.OP_DUMP, 0)), "dump");
    }

    private void require(int error, String what) {
        if (error != 0) {
            throw Refusals.of(error, calls.pins(), what);
        }
    }
}
