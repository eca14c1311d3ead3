// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.util.List;
import java.util.function.Consumer;
import javax.management.MBeanServer;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.loader.LoaderKernel;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.agent.text.Printable;

/**
 * The service inside somebody else's JVM, or that of {@code agent} if this is its JVM. {@link AgentEntry} makes one and hands it the
 * options of each -javaagent or attach; so it is a {@link Consumer}, which both sides know.
 */
public final class AttachedService implements Consumer<String> {

    // Before anything of ours, which may bring up the logging of the JVM: JNA does
    private final MBeanServer server = HostStart.server();

    private final Kernel kernel = new LoaderKernel();
    private final Service service = Service.running().orElseGet(() -> Service.open(kernel, server, AuditForm.TEXT));

    @Override
    public void accept(String options) {
        try {
            AgentOptions parsed = AgentOptions.parse(options);
            parsed.audit().ifPresent(service::audit);
            if (parsed.start() && service.start(parsed.file(), parsed.choices())) {
                kernel.status()
                        .map(ExtensionStatus::brokenPromises)
                        .orElse(List.of())
                        .forEach(refusal -> say(refusal.line()));
            }
        } catch (KernelException e) {
            service.failed(e);
            say(e.getMessage());
        }
    }

    /** It may repeat an option, and goes to somebody else's terminal or log. */
    private static void say(String line) {
        System.err.println("proctrack: " + Printable.line(line));
    }
}
