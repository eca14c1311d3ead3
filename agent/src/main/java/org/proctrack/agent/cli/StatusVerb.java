// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Optional;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionStatus;

/** Shows the extension's state. Not loaded is an answer: it goes to stdout, and the exit code tells it to scripts. */
final class StatusVerb extends Verb {

    StatusVerb() {
        super("status", "[--json]", "show whether the extension is loaded, and its counters", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Optional<ExtensionStatus> status = session.kernel().status();
        if (status.isEmpty()) {
            if (arguments.json()) {
                session.json(StatusView.Stopped.NOW);
            } else {
                session.print("state  STOPPED (not loaded: run proctrack start)");
            }
            return ExitCode.NOT_LOADED;
        }
        if (arguments.json()) {
            session.json(StatusView.document(status.get()));
        } else {
            session.print(StatusView.text(status.get()));
        }
        return ExitCode.DONE;
    }
}
