// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.text.Printable;

/** Loads the extension. */
final class StartVerb extends Verb {

    StartVerb() {
        super(
                "start",
                StartChoices.USAGE + " [--verbose] [--json]",
                "load the kernel extension; it stays loaded until stop",
                0,
                0);
    }

    @Override
    void describe(Options options) {
        StartChoices.describe(options);
        options.addOption(flag("verbose", "show the kernel's full log of the load on stderr"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        StartOptions options = StartChoices.of(arguments).withVerbose(arguments.has("verbose"));
        ExtensionImage image = arguments.image();
        Kernel kernel = session.kernel();
        start(kernel, image, options, session);
        ExtensionStatus loaded = loaded(kernel);
        loaded.brokenPromises().forEach(refusal -> session.warn(refusal.line()));
        if (arguments.json()) {
            session.json(StatusView.document(loaded));
        } else {
            session.print("proctrackext is loaded: capacity " + loaded.limits().capacity() + ", magic "
                    + Printable.line(loaded.build().magic()));
            if (loaded.debug().on()) {
                session.print(
                        Printable.line("debug trace goes to " + loaded.debug().file()));
            }
        }
        return ExitCode.DONE;
    }

    /** What was said goes out before the refusal, which then has no more to show. */
    private static void start(Kernel kernel, ExtensionImage image, StartOptions options, Session session) {
        try {
            say(kernel.start(image, options), options, session);
        } catch (KernelException e) {
            if (!options.verbose()) {
                throw e;
            }
            say(e.detail(), options, session);
            throw new KernelException(e.kind(), e.getMessage(), "", e);
        }
    }

    /** Line by line, for there may be megabytes of it. */
    private static void say(String log, StartOptions options, Session session) {
        if (options.verbose()) {
            log.lines().map(Printable::lines).forEach(session.err()::println);
        }
    }

    private static ExtensionStatus loaded(Kernel kernel) {
        return kernel.status()
                .orElseThrow(() ->
                        CliException.refused("the extension was stopped right after it was loaded: start it again"));
    }
}
