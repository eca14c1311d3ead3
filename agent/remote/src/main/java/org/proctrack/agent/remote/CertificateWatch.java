// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.proctrack.agent.access.RemoteSettings;

/** Says in time that the certificate expires: once a day in the log, and to whoever asks. */
final class CertificateWatch implements AutoCloseable {

    private static final Duration NOTICE = Duration.ofDays(30);

    private final Instant expires;
    private final RemoteSettings settings;
    private final Clock clock;
    private final Timer timer = new Timer("proctrack-certificate", true);

    CertificateWatch(Instant expires, RemoteSettings settings, Clock clock) {
        this.expires = expires.truncatedTo(ChronoUnit.SECONDS);
        this.settings = settings;
        this.clock = clock;
    }

    Instant expires() {
        return expires;
    }

    /** {@return one line; empty as long as there is nothing to do} */
    String warning() {
        Duration left = Duration.between(clock.instant(), expires);
        if (left.compareTo(NOTICE) > 0) {
            return "";
        }
        String file = "the certificate in " + settings.keyStore();
        String when = left.isNegative()
                ? " expired on " + expires + ", and clients refuse it: "
                : " expires on " + expires + ", in " + days(left) + ": ";
        return file + when + cure();
    }

    private static String days(Duration left) {
        long days = left.toDays();
        return days == 1 ? "1 day" : days + " days";
    }

    private String cure() {
        return settings.keyStorePasswordFile().isPresent()
                ? "put a new one into that key store and restart the agent"
                : "remove that file and restart the agent, which makes another one; clients then need the new"
                        + " jmx-trust.p12";
    }

    /** From now on it tells, at once and then each day. */
    void begin(Consumer<String> log) {
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        String warning = warning();
                        if (!warning.isEmpty()) {
                            log.accept(warning);
                        }
                    }
                },
                0,
                Duration.ofDays(1).toMillis());
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
