// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.proctrack.agent.kernel.JobRef;
import org.proctrack.agent.kernel.LiveJob;
import org.proctrack.mbeans.Names;

/**
 * The MBeans of jobs: one each, up to a limit, so that whoever begins jobs by the thousand fills neither the MBeanServer
 * nor the screens of those who look at it. First come, first served; when a job ends, the one that has waited longest
 * gets its place.
 */
final class JobMBeans {

    /** System property with the limit. */
    static final String LIMIT_PROPERTY = "proctrack.jobs.max";

    private static final int USUAL_LIMIT = 1000;
    private static final Comparator<LiveJob> OLDEST_FIRST =
            Comparator.comparingLong(LiveJob::sinceNanos).thenComparingLong(LiveJob::id);

    private final Registry registry;
    private final Function<JobRef, Object> bean;
    private final int limit;
    private final Set<LiveJob> shown = new LinkedHashSet<>();
    private long lastLook;
    private volatile int omitted;

    JobMBeans(Registry registry, Function<JobRef, Object> bean) {
        this.registry = registry;
        this.bean = bean;
        this.limit = Math.max(0, Integer.getInteger(LIMIT_PROPERTY, USUAL_LIMIT));
    }

    /**
     * Makes them agree with the jobs that there were.
     *
     * @param look number of the look at the jobs, given before it; the answer to an earlier one may come late, and is old
     */
    synchronized void show(long look, List<LiveJob> jobs) {
        if (look < lastLook) {
            return;
        }
        lastLook = look;
        takeBackAllBut(new HashSet<>(jobs));
        if (shown.size() < limit) {
            jobs.stream()
                    .filter(job -> !shown.contains(job))
                    .sorted(OLDEST_FIRST)
                    .limit(limit - shown.size())
                    .forEach(shown::add);
        }
        // new ones, and those whose name somebody else has taken back
        shown.forEach(job -> registry.publish(Names.job(job.id()), () -> bean.apply(job.ref())));
        omitted = jobs.size() - shown.size();
    }

    private void takeBackAllBut(Set<LiveJob> live) {
        for (LiveJob job : List.copyOf(shown)) {
            if (!live.contains(job)) {
                shown.remove(job);
                registry.takeBack(Names.job(job.id()));
            }
        }
    }

    /** {@return jobs without an MBean, at the last look} */
    int omitted() {
        return omitted;
    }
}
