// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.cli.Options;
import org.proctrack.agent.Service;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.audit.AuditConsole;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.agent.text.Printable;

/** The service in the foreground, until a signal ends the JVM. The extension outlives it. */
final class AgentVerb extends Verb {

    AgentVerb() {
        super(
                "agent",
                "[--audit=text|json|off] " + RemoteChoices.USAGE + " [--start " + StartChoices.USAGE + "]",
                "publish the MBeans, in the foreground until Ctrl-C",
                0,
                0);
    }

    @Override
    void describe(Options options) {
        options.addOption(flag("start", "load the extension first if it is not loaded"));
        options.addOption(value(null, "audit", "FORM", "how to log commands to stderr: text (default), json or off"));
        RemoteChoices.describe(options);
        StartChoices.describe(options);
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        if (!arguments.has("start") && StartChoices.any(arguments)) {
            throw arguments.usage("start options need --start");
        }
        StartOptions options = StartChoices.of(arguments);
        AuditForm audit = audit(arguments);
        Optional<RemoteChoices> remote = RemoteChoices.of(arguments);
        Kernel kernel = session.kernel();
        Service service = Service.of(kernel, ManagementFactory.getPlatformMBeanServer(), audit);
        try {
            // Before anything is published, and nothing is loaded for an agent that cannot listen:
            // what fails ends here, with one line
            remote.ifPresent(choices -> listen(service, choices));
            if (arguments.has("start") && kernel.status().isEmpty()) {
                kernel.start(arguments.image(), options);
                warn(kernel, session);
            }
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        traceOn(kernel, session);
        AuditConsole console = AuditConsole.open();
        service.begin();
        Thread close = new Thread(service::close, "proctrack-close");
        Runtime.getRuntime().addShutdownHook(close);
        greet(kernel, remote, session);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Nobody interrupts the main thread of a JVM; a program that runs us inside itself may
            Runtime.getRuntime().removeShutdownHook(close);
            service.close();
            console.close();
        }
        return ExitCode.DONE;
    }

    private static void listen(Service service, RemoteChoices choices) {
        try {
            service.listen(choices.where(), choices.settings());
        } catch (IOException e) {
            throw CliException.refused(e.getMessage(), e);
        }
    }

    private static void warn(Kernel kernel, Session session) {
        kernel.status()
                .map(ExtensionStatus::brokenPromises)
                .orElse(List.of())
                .forEach(refusal -> session.warn(refusal.line()));
    }

    /** Whoever ended the agent before, as systemd does, may have ended the trace's writer with it. */
    private static void traceOn(Kernel kernel, Session session) {
        try {
            if (kernel.status().filter(status -> status.debug().on()).isPresent()) {
                kernel.debug(true);
            }
        } catch (KernelException e) {
            session.warn(e.getMessage());
        }
    }

    private static AuditForm audit(Arguments arguments) {
        try {
            return arguments.has("audit") ? AuditForm.of(arguments.value("audit")) : AuditForm.TEXT;
        } catch (IllegalArgumentException e) {
            throw arguments.usage("--" + e.getMessage());
        }
    }

    private static void greet(Kernel kernel, Optional<RemoteChoices> remote, Session session) {
        long pid = ProcessHandle.current().pid();
        session.print("proctrack agent, pid " + pid + "; the extension is " + state(kernel));
        session.print("  JConsole  jconsole " + pid);
        session.print("  jmxterm   scripts/jmxterm/state -p " + pid);
        remote.ifPresent(choices -> choices.howToConnect().forEach(line -> session.print("  remote    " + line)));
        session.print("  a job     proctrack run -j 42 -- sleep 600 &   proctrack list 42   proctrack kill 42");
        session.print("Ctrl-C stops the agent; the extension stays loaded until proctrack stop");
        session.out().flush();
    }

    private static String state(Kernel kernel) {
        try {
            Optional<ExtensionStatus> status = kernel.status();
            return status.isPresent()
                    ? "loaded, capacity " + status.get().limits().capacity()
                    : "not loaded: run proctrack start";
        } catch (KernelException e) {
            return "unavailable: " + Printable.line(e.getMessage());
        }
    }
}
