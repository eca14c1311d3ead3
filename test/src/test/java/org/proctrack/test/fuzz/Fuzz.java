// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The drivers in Java, started by {@code test/fuzz/run}: TARGET SECONDS SEED CASE ASIDE PINS. */
public final class Fuzz {

    private static final long CHECK_MILLIS = 5_000;

    private Fuzz() {}

    /** Plays cases until the time is over; the exit code is 1 when something was found. */
    public static void main(String[] args) {
        // What is thrown is printed by its thread, and connections have threads that would keep the JVM
        AtomicInteger code = new AtomicInteger(1);
        Thread run = new Thread(() -> code.set(run(args)), "fuzz");
        run.start();
        try {
            run.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(code.get());
    }

    private static int run(String... args) {
        String name = args[0];
        long seconds = Long.parseLong(args[1]);
        long seed = Long.parseUnsignedLong(args[2]);
        long only = Long.parseLong(args[3]);
        boolean aside = Boolean.parseBoolean(args[4]);
        Outcomes outcomes = new Outcomes(name, seed);
        long cases = 0;
        try (Target target = open(name, outcomes, aside, args[5])) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            long look = 0;
            for (long number = Math.max(only, 0); System.nanoTime() - end < 0; number++) {
                outcomes.at(number);
                target.play(new Chance(seed, number), number);
                cases++;
                if (System.nanoTime() - look > 0) {
                    target.check();
                    look = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);
                }
                if (only >= 0) {
                    break;
                }
            }
            target.check();
        }
        return outcomes.report(cases, seconds);
    }

    private static Target open(String name, Outcomes outcomes, boolean aside, String pins) {
        return switch (name) {
            case "options" -> new OptionsTarget(outcomes, aside, pins);
            case "cli" -> new CliTarget(outcomes, aside, pins);
            case "jmx" -> new JmxTarget(outcomes, aside, pins);
            default -> throw new IllegalArgumentException("no target " + name);
        };
    }
}
