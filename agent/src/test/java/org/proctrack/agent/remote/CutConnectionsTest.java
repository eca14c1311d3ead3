// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.mx.audit.Audit;
import org.proctrack.agent.mx.audit.AuditForm;

class CutConnectionsTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void aFloodIsAFewLinesWithItsNumber() throws Exception {
        Logger logger = Logger.getLogger(Audit.LOGGER_NAME);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (Audit audit = new Audit(AuditForm.TEXT)) {
            try (CutConnections cuts = new CutConnections(audit)) {
                for (int i = 0; i < 1000; i++) {
                    cuts.refused(InetAddress.getByName("10.0.0.1"), "no login");
                }
                for (int i = 0; i < 1000; i++) {
                    cuts.refused(InetAddress.getByAddress(new byte[] {11, 0, (byte) (i >> 8), (byte) i}), "no login");
                }
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(lines).hasSizeLessThan(300);
        assertThat(lines.stream()
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".* count=(\\d+) .*", "$1")))
                        .sum())
                .isEqualTo(2000);
        assertThat(lines).anyMatch(line -> line.startsWith("audit op=connect from=10.0.0.1 count="));
    }
}
