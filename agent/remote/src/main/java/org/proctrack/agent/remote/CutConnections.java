// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import org.proctrack.agent.remote.net.Refusals;

/** Gathers a second's cut connections into one line each, so that a thousand half-open ones do not flood the log. */
final class CutConnections implements Refusals, AutoCloseable {

    private static final long SECOND = 1000;
    private static final int KINDS = 100;

    private record Kind(String from, String reason) {}

    private final AccessLog log;
    private final Timer timer = new Timer("proctrack-cuts", true);
    private final Map<Kind, Long> counts = new HashMap<>(); // guarded by itself

    CutConnections(AccessLog log) {
        this.log = log;
    }

    @Override
    public void refused(InetAddress from, String reason) {
        synchronized (counts) {
            if (counts.isEmpty()) {
                later();
            }
            Kind kind = new Kind(from.getHostAddress(), reason);
            boolean known = counts.size() < KINDS || counts.containsKey(kind);
            counts.merge(known ? kind : new Kind("elsewhere", "several reasons"), 1L, Long::sum);
        }
    }

    private void later() {
        try {
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            tell();
                        }
                    },
                    SECOND);
        } catch (IllegalStateException e) {
            // closed: close() tells
        }
    }

    private void tell() {
        Map<Kind, Long> seen;
        synchronized (counts) {
            seen = Map.copyOf(counts);
            counts.clear();
        }
        seen.forEach((kind, count) -> log.cut(kind.from, kind.reason, count));
    }

    @Override
    public void close() {
        timer.cancel();
        tell();
    }
}
