// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.access.Account;

class CutConnectionsTest {

    private record Cut(String from, String reason, long count) {}

    /** Takes note of cuts. */
    private static final class Cuts implements AccessLog {

        private final List<Cut> seen = new CopyOnWriteArrayList<>();

        @Override
        public void cut(String from, String reason, long count) {
            seen.add(new Cut(from, reason, count));
        }

        @Override
        public void passed(String mbean, String operation, List<Object> arguments, Throwable refusal) {
            throw new AssertionError(operation);
        }

        @Override
        public void session(String operation, Account account, String from, Throwable refusal) {
            throw new AssertionError(operation);
        }

        @Override
        public void notLoggedIn(String name, String from, Throwable refusal) {
            throw new AssertionError(name);
        }
    }

    @Test
    void aFloodIsAFewLinesWithItsNumber() throws Exception {
        Cuts log = new Cuts();
        try (CutConnections cuts = new CutConnections(log)) {
            for (int i = 0; i < 1000; i++) {
                cuts.refused(InetAddress.getByName("10.0.0.1"), "no login");
            }
            for (int i = 0; i < 1000; i++) {
                cuts.refused(InetAddress.getByAddress(new byte[] {11, 0, (byte) (i >> 8), (byte) i}), "no login");
            }
        }
        assertThat(log.seen).hasSizeLessThan(300);
        assertThat(log.seen.stream().mapToLong(Cut::count).sum()).isEqualTo(2000);
        assertThat(log.seen).anyMatch(cut -> cut.from().equals("10.0.0.1"));
    }
}
