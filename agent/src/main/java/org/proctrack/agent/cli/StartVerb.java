// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.StartOptions;

/** Loads the extension. */
final class StartVerb extends Verb {

    StartVerb() {
        super("start", StartChoices.USAGE + " [--json]", "load the kernel extension; it tracks until stop", 0, 0);
    }

    @Override
    void describe(Options options) {
        StartChoices.describe(options);
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        StartOptions options = StartChoices.of(arguments);
        ExtensionImage image = arguments.image();
        Kernel kernel = session.kernel();
        kernel.start(image, options);
        ExtensionStatus loaded = loaded(kernel);
        loaded.brokenPromises().forEach(refusal -> session.warn(refusal.line()));
        StatusView status = StatusView.of(loaded);
        if (arguments.json()) {
            session.json(status);
        } else {
            session.print(
                    "proctrackext is loaded: capacity " + status.capacity() + ", magic " + Text.line(status.magic()));
            if (status.debug()) {
                session.print(Text.line("debug trace goes to " + status.debugLog()));
            }
        }
        return ExitCode.DONE;
    }

    private static ExtensionStatus loaded(Kernel kernel) {
        return kernel.status()
                .orElseThrow(
                        () -> CliException.refused("it was loaded, and somebody stopped it at once: start it again"));
    }
}
