// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.ObjectName;
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
    private static final Comparator<LiveJob> OLDEST_FIRST = Comparator.<LiveJob>comparingLong(
                    job -> job.info().sinceMillis())
            .thenComparingLong(job -> job.info().id());

    private final Registry registry;
    private final Function<JobRef, Object> bean;
    private final int limit;
    private final Map<JobRef, ObjectName> shown = new HashMap<>();
    private volatile int omitted;

    JobMBeans(Registry registry, Function<JobRef, Object> bean) {
        this.registry = registry;
        this.bean = bean;
        this.limit = Math.max(0, Integer.getInteger(LIMIT_PROPERTY, USUAL_LIMIT));
    }

    /** Makes them agree with the jobs that there are. */
    void show(List<LiveJob> jobs) {
        Set<JobRef> live = jobs.stream().map(LiveJob::ref).collect(Collectors.toSet());
        for (Map.Entry<JobRef, ObjectName> gone : new ArrayList<>(shown.entrySet())) {
            if (!live.contains(gone.getKey())) {
                shown.remove(gone.getKey());
                registry.takeBack(gone.getValue());
            }
        }
        if (shown.size() < limit) {
            jobs.stream()
                    .filter(job -> !shown.containsKey(job.ref()))
                    .sorted(OLDEST_FIRST)
                    .limit(limit - shown.size())
                    .forEach(job -> shown.put(job.ref(), Names.job(job.info().id())));
        }
        shown.forEach((job, name) -> {
            if (!registry.has(name)) { // new, or somebody else has taken back theirs
                registry.publish(name, bean.apply(job));
            }
        });
        omitted = jobs.size() - shown.size();
    }

    /** {@return jobs without an MBean, at the last look} */
    int omitted() {
        return omitted;
    }
}
