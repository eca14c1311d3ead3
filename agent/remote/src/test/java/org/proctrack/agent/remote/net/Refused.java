// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote.net;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers who was refused. */
final class Refused implements Refusals {

    private final List<String> reasons = new CopyOnWriteArrayList<>();

    @Override
    public void refused(InetAddress from, String reason) {
        reasons.add(from.getHostAddress() + " " + reason);
    }

    List<String> reasons() {
        return reasons;
    }

    void awaitReason(String part) {
        await("refused with \"" + part + "\", of " + reasons)
                .atMost(Duration.ofSeconds(30))
                .until(() -> reasons.stream().anyMatch(reason -> reason.contains(part)));
    }
}
