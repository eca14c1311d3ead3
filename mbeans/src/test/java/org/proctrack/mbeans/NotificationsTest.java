// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
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

    private static List<String> types(MBeanNotificationInfo... infos) {
        return Arrays.stream(infos)
                .peek(info -> assertThat(info.getDescription()).isNotBlank())
                .flatMap(info -> Arrays.stream(info.getNotifTypes()))
                .toList();
    }
}
