// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessesMXBean;

/** A child JVM that carries the agent, and a real JMX connection to it, opened as JConsole does: by pid. */
public final class AgentJvm implements AutoCloseable {

    private final Process process;
    private final Path output;
    private JMXConnector connector;

    private AgentJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The service in a JVM of its own, with the extension started. */
    public static AgentJvm service(Pins pins, int capacity) {
        Cli cli = Cli.at(pins);
        return run(cli.command("agent", "--start", "-n", capacity), cli.environment())
                .awaitRunning();
    }

    /** Any command that ends up as a JVM with the agent in it. */
    public static AgentJvm run(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("pt-test-agent", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new AgentJvm(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the MBeans answer and the extension runs. */
    public AgentJvm awaitRunning() {
        return awaitState("RUNNING");
    }

    /** Waits until the extension's MBean says this state. */
    public AgentJvm awaitState(String state) {
        Awaitility.await(this + " is " + state)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(this + " ended: " + text());
                    }
                })
                .until(() -> extension().getState().equals(state));
        return this;
    }

    /** {@return the JVM's process} */
    public Process process() {
        return process;
    }

    /** {@return what it has printed so far} */
    public String text() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the JVM has written this; its MBeans may answer before. */
    public AgentJvm awaitText(String part) {
        Awaitility.await(this + " says " + part)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> text().contains(part));
        return this;
    }

    /** {@return the connection; made at the first call} */
    @SuppressWarnings("BanJNDI") // the URL comes from the JVM that we started ourselves
    public MBeanServerConnection connection() {
        try {
            if (connector == null) {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(localAddress()));
            }
            return connector.getMBeanServerConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String localAddress() throws IOException {
        VirtualMachine machine = attach();
        try {
            return machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
    }

    /** Loads an agent into the JVM while it runs. */
    public void load(Path jar, String options) {
        try {
            attachAndLoad(jar, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new AssertionError(this + " refused the agent", e);
        }
    }

    /** Loads an agent into a JVM that may end meanwhile, whatever that says to whom attaches, and waits for its end. */
    public int loadUntilItEnds(Path jar) {
        try {
            attachAndLoad(jar, "");
        } catch (IOException | AgentLoadException | AgentInitializationException e) {
            return awaitExit();
        }
        return awaitExit();
    }

    private void attachAndLoad(Path jar, String options)
            throws IOException, AgentLoadException, AgentInitializationException {
        VirtualMachine machine = attach();
        try {
            machine.loadAgent(jar.toString(), options);
        } finally {
            machine.detach();
        }
    }

    private VirtualMachine attach() throws IOException {
        try {
            return VirtualMachine.attach(Long.toString(process.pid()));
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** {@return the extension's MBean} */
    public ExtensionMXBean extension() {
        return proxy(Names.EXTENSION, ExtensionMXBean.class);
    }

    /** {@return the jobs' MBean} */
    public JobsMXBean jobs() {
        return proxy(Names.JOBS, JobsMXBean.class);
    }

    /** {@return the processes' MBean} */
    public ProcessesMXBean processes() {
        return proxy(Names.PROCESSES, ProcessesMXBean.class);
    }

    /** {@return one job's MBean; it need not be there yet} */
    public JobMXBean job(long id) {
        return proxy(Names.job(id), JobMXBean.class);
    }

    /** {@return whether an MBean is registered} */
    public boolean has(ObjectName name) {
        try {
            return connection().isRegistered(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T proxy(ObjectName name, Class<T> type) {
        return JMX.newMXBeanProxy(connection(), name, type);
    }

    /** Ends the JVM with SIGKILL, as an out-of-memory killer does. */
    public void kill() {
        disconnect();
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends the JVM with SIGTERM and answers its exit code. */
    public int terminate() {
        disconnect();
        process.destroy();
        return awaitExit();
    }

    /** Waits until the JVM has ended and answers its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(BusyMachine.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(this + " did not end: " + text());
            }
            Files.deleteIfExists(attachSocket());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever attached made the JVM listen there; one that is killed cannot take it away. */
    private Path attachSocket() {
        return Path.of(System.getProperty("java.io.tmpdir"), ".java_pid" + process.pid());
    }

    private void disconnect() {
        if (connector != null) {
            try {
                connector.close();
            } catch (IOException e) {
                // the other side is gone already, which is what we want
                connector = null;
            }
            connector = null;
        }
    }

    @Override
    public void close() {
        disconnect();
        process.destroyForcibly();
        awaitExit();
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "agent JVM " + process.pid();
    }
}
