// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTableTest {

    private final MountTable mounts = MountTable.of(List.of(
            "/dev/vda / ext4 rw,relatime 0 0",
            "tmpfs /tmp tmpfs rw,nosuid,noexec 0 0",
            "tmpfs /tmp/exec tmpfs rw 0 0",
            "tmpfs /run tmpfs rw,noexec 0 0",
            "tmpfs /run tmpfs rw 0 0",
            "tmpfs /mnt/a\\040b tmpfs noexec,rw 0 0",
            "tmpfs /srv tmpfs rw,noexecutives 0 0",
            "broken"));

    @ParameterizedTest
    @CsvSource({
        "/, false",
        "/var/tmp, false",
        "/tmp, true",
        "/tmp/x, true",
        "/tmp/exec/y, false",
        "/tmpx, false",
        "/run, false",
        "/mnt/a b/c, true",
        "/srv, false"
    })
    void theNearestMountDecides(Path directory, boolean noexec) {
        assertThat(mounts.noexec(directory)).isEqualTo(noexec);
    }
}
