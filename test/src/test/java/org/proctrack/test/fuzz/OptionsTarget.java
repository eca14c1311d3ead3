// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import org.proctrack.agent.AttachedService;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.loader.LoaderKernel;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** What stands behind -javaagent: and comes with an attach, in this JVM; and now and then in one of its own. */
final class OptionsTarget implements Target {

    private static final List<String> WORDS = List.of(
            "start",
            "n=",
            "file=",
            "overflow=",
            "share=",
            "no-calls",
            "history=",
            "debug",
            "audit=",
            "n=64",
            "share=25",
            "overflow=track",
            "audit=off",
            "audit=json",
            "audit=text",
            "START",
            "n",
            "file",
            "=",
            "start=",
            "no-calls=");
    /** The last file counts, and this one is read before the kernel is asked for anything. */
    private static final String NOT_LOADED = ",file=/nonexistent/proctrackext";

    private static final int JVM_EVERY = 20_000;
    private static final int START_EVERY = 10_000;

    private final Outcomes outcomes;
    private final boolean aside;
    private final String pins;
    private final Kernel kernel;
    private final AttachedService service;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ExtensionMXBean extension =
            JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), Names.EXTENSION, ExtensionMXBean.class);

    /**
     * The agent's service.
     *
     * @param aside whether nothing may be loaded
     * @param pins where it looks for the extension
     */
    OptionsTarget(Outcomes outcomes, boolean aside, String pins) {
        this.outcomes = outcomes;
        this.aside = aside;
        this.pins = pins;
        System.setProperty("proctrack.pins", pins);
        this.kernel = new LoaderKernel(pins);
        this.service = new AttachedService();
    }

    @Override
    public void play(Chance chance, long number) {
        String options = options(chance);
        boolean start = !aside && number % START_EVERY == 1;
        options = start ? "start,n=64," + options : options + NOT_LOADED;
        if (number % JVM_EVERY == 0) {
            inItsOwnJvm(options);
            return;
        }
        err.reset();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            service.accept(options);
        } catch (RuntimeException | Error e) {
            outcomes.finding("throws " + e + ": " + options);
        } finally {
            System.setErr(realErr);
        }
        judge(options, err.toString(StandardCharsets.UTF_8), number);
        unload();
    }

    private static String options(Chance chance) {
        List<String> words = new ArrayList<>();
        for (int i = chance.below(6); i > 0; i--) {
            String word = chance.oneIn(5) ? chance.text() : chance.of(WORDS);
            words.add(word.endsWith("=") && !chance.oneIn(8) ? word + chance.text() : word);
        }
        return String.join(chance.oneIn(20) ? chance.text() : ",", words);
    }

    private void judge(String options, String said, long number) {
        String[] lines = said.split("\n", -1);
        if (said.isEmpty()) {
            outcomes.count("taken");
        } else {
            outcomes.count("refused");
            if (lines.length != 2 || !lines[0].startsWith("proctrack: ") || !Outcomes.isOneSafeLine(lines[0])) {
                outcomes.finding("not one line: " + options + " said " + said);
            }
        }
        if (number % 64 == 0 && !said.isEmpty()) {
            // a bean that answers, and says why
            String reason = extension.getFailureReason();
            if (reason.isEmpty() || !Outcomes.isOneSafeLine(reason)) {
                outcomes.finding("the reason is not one line: " + options + " gives " + reason);
            }
        }
    }

    private void unload() {
        if (kernel.status().isEmpty()) {
            return;
        }
        outcomes.count("loaded");
        if (aside) {
            outcomes.finding("it was loaded");
        }
        if (!extension.getState().equals("RUNNING")) {
            outcomes.finding("loaded, and its state is " + extension.getState());
        }
        kernel.stop(ExtensionImage.of(""), true);
    }

    /** The JVM's own parser takes them first: its file of arguments knows no line ends and quotes. */
    private void inItsOwnJvm(String options) {
        String classes = System.getProperty("java.class.path");
        Run run = Run.of(
                List.of(
                        Jvm.CURRENT.java(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + Repository.agentJar() + "=" + options.replace('\0', ' '),
                        "-cp",
                        classes,
                        Host.class.getName()),
                Map.of("PROCTRACK_PINS", pins, "LC_ALL", "C.UTF-8"),
                Path.of("."));
        outcomes.count("JVMs");
        if (run.exit() != 0 || !run.out().equals("host has run\n") || run.err().contains("\tat ")) {
            outcomes.finding("the host: " + run);
        }
        unload();
    }

    @Override
    public void check() {
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("proctrack-start"))
                .count();
        if (threads != 0) {
            outcomes.finding(threads + " threads are left");
        }
    }

    @Override
    public void close() {
        unload();
    }
}
