// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;

/** An agent's JVM with a small heap, and every operation and attribute of its MBeans over a real connection. */
final class JmxTarget implements Target {

    private static final long LONGEST_WAIT = 600_000;
    private static final long JOB = 4_000_000_001L;
    private static final int CAPACITY = 64;
    private static final int MOST_TRIES = 50;
    private static final long HEAP_MOST = 40L << 20;
    private static final List<ObjectName> BEANS = List.of(Names.EXTENSION, Names.JOBS, Names.PROCESSES, Names.job(JOB));
    private static final long START_MILLIS = 180_000;

    private final Outcomes outcomes;
    private final Children children = new Children();
    private final boolean aside;
    private final AgentJvm agent;
    private final MBeanServerConnection connection;
    private final List<String> threadsAtFirst;

    /**
     * An agent, and the extension that it starts.
     *
     * @param aside whether nothing may be loaded
     */
    JmxTarget(Outcomes outcomes, boolean aside, String pins) {
        this.outcomes = outcomes;
        this.aside = aside;
        List<String> command = new ArrayList<>(List.of(
                Jvm.CURRENT.java(), "-Xmx64m", "-jar", Repository.agentJar().toString(), "agent"));
        if (!aside) {
            command.addAll(List.of("--start", "-n", Integer.toString(CAPACITY)));
        }
        this.agent = AgentJvm.run(command, Map.of("PROCTRACK_PINS", pins));
        awaitRunning();
        this.connection = agent.connection();
        populate();
        audit();
        this.threadsAtFirst = ownThreads();
    }

    private void awaitRunning() {
        long end = System.currentTimeMillis() + START_MILLIS;
        while (true) {
            try {
                if (agent.extension().isRunning() || aside) {
                    return;
                }
            } catch (RuntimeException e) {
                if (System.currentTimeMillis() > end || !agent.process().isAlive()) {
                    String said = agent.text();
                    agent.close();
                    throw new IllegalStateException("the agent does not come: " + said, e);
                }
            }
            pause(50);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a child into a job; one that a case has signalled may just be dying. */
    private void enter(long job) {
        for (int tries = 0; ; tries++) {
            try {
                agent.jobs().register(job, children.free(agent.jobs()).pid());
                return;
            } catch (IllegalArgumentException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                pause(20);
            }
        }
    }

    /** The audit's thread comes with its first line. */
    private void audit() {
        try {
            agent.jobs().unregister(0);
        } catch (IllegalArgumentException e) {
            outcomes.count("(audited)");
        }
    }

    /** The extension loaded, and a job with an MBean, whatever the last case did. */
    private void populate() {
        children.refill();
        if (aside) {
            return;
        }
        if (!agent.extension().isRunning()) {
            agent.extension().start("", CAPACITY);
            outcomes.count("(extension started)");
        }
        if (!agent.has(Names.job(JOB))) {
            enter(JOB);
        }
    }

    @Override
    public void play(Chance chance, long number) {
        // the job's, which is last, is not there when nothing is loaded
        ObjectName bean = chance.of(aside ? BEANS.subList(0, BEANS.size() - 1) : BEANS);
        String what = "";
        try {
            what = attack(bean, chance);
            outcomes.count("answered");
        } catch (JMException | IOException | RuntimeException | Error e) {
            outcomes.count("refused");
            judge(bean + " " + what, e);
        }
        if (number % 16 == 0) {
            populate();
        }
    }

    /** Every class in a refusal is the JDK's, the message says something in one line, and nobody stumbled. */
    private void judge(String what, Throwable refusal) {
        Throwable root = refusal;
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getName().startsWith("org.proctrack")) {
                outcomes.finding(what + ": a class of ours: " + cause);
            }
            root = cause;
        }
        boolean ours = Arrays.stream(root.getStackTrace())
                .dropWhile(frame -> frame.getClassName().startsWith("java."))
                .limit(1)
                .anyMatch(JmxTarget::isOurs);
        boolean stumbled = root instanceof NullPointerException
                || root instanceof ClassCastException
                || root instanceof IndexOutOfBoundsException
                || root instanceof ArithmeticException
                || root instanceof Error;
        if (ours && stumbled) {
            outcomes.finding(what + ": stumbled: " + root + " "
                    + Arrays.asList(root.getStackTrace()).subList(0, 4));
        } else if (ours && (root.getMessage() == null || root.getMessage().isBlank())) {
            outcomes.finding(what + ": says nothing: " + root);
        } else if (ours && !Outcomes.isOneSafeLine(root.getMessage())) {
            outcomes.finding(what + ": not one line: " + root);
        }
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("org.proctrack");
    }

    private String attack(ObjectName bean, Chance chance) throws JMException, IOException {
        return switch (chance.below(8)) {
            case 0 -> attributes(bean, chance);
            case 1 -> set(bean, chance);
            default -> invoke(bean, chance);
        };
    }

    private String attributes(ObjectName bean, Chance chance) throws JMException, IOException {
        if (chance.oneIn(4)) {
            connection.getAttribute(bean, chance.oneIn(10) ? null : chance.text());
            return "an odd attribute";
        }
        List<String> names = new ArrayList<>();
        var known = connection.getMBeanInfo(bean).getAttributes();
        for (int i = chance.below(chance.oneIn(50) ? 5_000 : 20); i > 0; i--) {
            names.add(chance.oneIn(4) ? chance.text() : known[chance.below(known.length)].getName());
        }
        connection.getAttributes(bean, names.toArray(String[]::new));
        return "attributes";
    }

    private String set(ObjectName bean, Chance chance) throws JMException, IOException {
        var known = connection.getMBeanInfo(bean).getAttributes();
        String name = chance.oneIn(4) ? chance.text() : known[chance.below(known.length)].getName();
        Attribute attribute = new Attribute(name, value(chance.of(Values.TYPES), chance));
        if (chance.oneIn(2)) {
            connection.setAttribute(bean, attribute);
        } else {
            connection.setAttributes(bean, new AttributeList(List.of(attribute, attribute)));
        }
        return "set " + name;
    }

    private String invoke(ObjectName bean, Chance chance) throws JMException, IOException {
        MBeanOperationInfo[] operations = connection.getMBeanInfo(bean).getOperations();
        MBeanOperationInfo operation = operations[chance.below(operations.length)];
        String name = operation.getName();
        if (name.equals("forceStop") && !chance.oneIn(50)) {
            name = "stop";
        }
        if (aside && name.equals("start")) {
            name = "stop";
        }
        List<String> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (var parameter : operation.getSignature()) {
            types.add(chance.oneIn(24) ? chance.of(Values.TYPES) : parameter.getType());
            values.add(value(chance.oneIn(24) ? chance.of(Values.TYPES) : parameter.getType(), chance));
        }
        if (name.equals("register") || name.equals("adopt") || name.equals("begin")) {
            values.replaceAll(value -> value instanceof Long pid ? (Object) children.harmless(pid, chance) : value);
        }
        if (name.equals("awaitEmpty")) {
            values.replaceAll(value -> value instanceof Long number && number <= LONGEST_WAIT ? (Object) 1L : value);
        }
        if (chance.oneIn(24)) {
            values.add(value(chance.of(Values.TYPES), chance));
        }
        if (chance.oneIn(40) && !values.isEmpty()) {
            types.remove(0);
        }
        try {
            connection.invoke(
                    bean,
                    chance.oneIn(60) ? name + chance.text() : name,
                    chance.oneIn(60) ? null : values.toArray(),
                    chance.oneIn(60) ? null : types.toArray(String[]::new));
        } catch (RuntimeException e) {
            judge(bean + " " + name + values, e);
            throw e;
        }
        return name;
    }

    private Object value(String type, Chance chance) {
        if (type.equals("long") && chance.oneIn(3)) {
            return chance.oneIn(2) ? JOB + chance.below(3) : children.pid(chance);
        }
        return Values.of(type, chance);
    }

    private List<String> ownThreads() {
        try {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Arrays.stream(threads.dumpAllThreads(false, false))
                    .map(ThreadInfo::getThreadName)
                    .filter(name -> name.startsWith("proctrack"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It lives, is no larger, has no more threads, and works: a child comes into a job and is killed. */
    @Override
    public void check() {
        populate();
        if (!agent.process().isAlive()) {
            outcomes.finding("the agent is dead: " + agent.text());
        }
        List<String> threads = ownThreads();
        if (threads.size() > threadsAtFirst.size()) {
            outcomes.finding("threads were " + threadsAtFirst + " and are " + threads);
        }
        long used = heap();
        if (used > HEAP_MOST) {
            outcomes.finding("the heap holds " + used + " bytes");
        }
        if (aside) {
            return;
        }
        enter(JOB + 100);
        var verdict = agent.jobs().killJob(JOB + 100, "KILL");
        if (verdict.signalled() != 1 || verdict.survivors() != 0) {
            outcomes.finding("a kill gave " + verdict);
        }
        if (agent.extension().getLostEventCount() != 0 || !children.bystander().isAlive()) {
            outcomes.finding("events are lost, or the bystander");
        }
    }

    private long heap() {
        try {
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (agent.extension().isRunning()) {
                agent.extension().forceStop("");
            }
        } finally {
            children.close();
            agent.close();
        }
    }
}
