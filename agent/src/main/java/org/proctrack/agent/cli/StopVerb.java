// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionImage;

/** Unloads the extension. */
final class StopVerb extends Verb {

    StopVerb() {
        super("stop", "[-f FILE] [--force] [--json]", "unload the kernel extension that was loaded from FILE", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(file());
        options.addOption(
                flag("force", "unload even with live jobs, whose processes continue untracked, or another build"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        ExtensionImage image = arguments.image();
        session.kernel().stop(image, arguments.has("force"));
        if (arguments.json()) {
            session.json(StatusView.Stopped.NOW);
        } else {
            session.print("proctrackext is unloaded");
        }
        return ExitCode.DONE;
    }
}
