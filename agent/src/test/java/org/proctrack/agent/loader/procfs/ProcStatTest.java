// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcStatTest {

    private static final String STATUS = "Name:\tx\nPPid:\t7\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\n";

    @Test
    void commandMayHoldAnything() {
        String stat = "12 (a) R (b\n) S 7 12 12 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 1 1\n";
        ProcStat process = ProcStat.parse(stat.getBytes(StandardCharsets.US_ASCII), STATUS);
        assertThat(process).isEqualTo(new ProcStat(7, 1000, "S", "a) R (b\\n", 123_450_000_000L));
        assertThat(process.started(123_456_789_012L)).isTrue();
        assertThat(process.started(123_460_000_000L)).isFalse();
        assertThat(process.started(0)).as("a start that is not known").isTrue();
    }

    @Test
    void readsThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        Optional<ProcStat> process = ProcStat.read(self.pid());
        assertThat(process).isPresent();
        assertThat(process.get().parent())
                .isEqualTo(self.parent().map(ProcessHandle::pid).orElse(0L));
        assertThat(process.get().command()).isEqualTo("java");
        assertThat(ProcStat.read(0)).isEmpty();
    }
}
