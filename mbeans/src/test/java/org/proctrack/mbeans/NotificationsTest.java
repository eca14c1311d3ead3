// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanNotificationInfo;
import org.junit.jupiter.api.Test;

/** The types are frozen: the literals here are what clients hold. */
class NotificationsTest {

    @Test
    void literals() {
        assertThat(types(Notifications.ofJobs()))
                .containsExactly(
                        "proctrack.job.registered",
                        "proctrack.job.emptied",
                        "proctrack.job.killed",
                        "proctrack.job.signalled",
                        "proctrack.job.ownerEnded",
                        "proctrack.process.started",
                        "proctrack.process.exited");
        assertThat(types(Notifications.ofExtension()))
                .containsExactly(
                        "proctrack.overflow.begun",
                        "proctrack.events.lost",
                        "proctrack.extension.started",
                        "proctrack.extension.feature.off",
                        "proctrack.extension.stopped");
    }

    /** Each key that a description names has a constant; there are no others but that of the event's number. */
    @Test
    void keys() throws IllegalAccessException {
        Set<String> keys = new TreeSet<>();
        for (Field field : NotificationKeys.class.getFields()) {
            keys.add((String) field.get(null));
        }
        assertThat(keys)
                .containsExactly(
                        "capacity",
                        "command",
                        "count",
                        "event",
                        "exitStatus",
                        "feature",
                        "jobId",
                        "lostEventCount",
                        "magic",
                        "parentPid",
                        "pid",
                        "processesTotal",
                        "reason",
                        "signal",
                        "uid",
                        "unreadEvents",
                        "version");
        String texts = Stream.of(Notifications.ofJobs(), Notifications.ofExtension())
                .flatMap(Arrays::stream)
                .map(MBeanNotificationInfo::getDescription)
                .collect(Collectors.joining(" "));
        keys.remove("event");
        assertThat(texts).contains(keys);
    }

    private static List<String> types(MBeanNotificationInfo... infos) {
        return Arrays.stream(infos)
                .peek(info -> assertThat(info.getDescription()).isNotBlank())
                .flatMap(info -> Arrays.stream(info.getNotifTypes()))
                .toList();
    }
}
