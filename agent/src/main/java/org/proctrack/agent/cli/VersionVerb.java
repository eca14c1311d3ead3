// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Optional;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.Release;
import org.proctrack.agent.text.Printable;

/** Tells our version and that of the loaded extension. It never fails: people run it because something else did. */
final class VersionVerb extends Verb {

    /** For --json; null for what is not loaded. */
    private record Versions(String version, String extensionVersion, String extensionMagic) {}

    VersionVerb() {
        super("version", "[--json]", "print the versions of proctrack and of the loaded extension", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Optional<ExtensionStatus> status = status(session);
        String version = Release.version();
        if (arguments.json()) {
            session.json(new Versions(
                    version,
                    status.map(loaded -> loaded.build().version()).orElse(null),
                    status.map(loaded -> loaded.build().magic()).orElse(null)));
            return ExitCode.DONE;
        }
        session.print("proctrack " + version);
        if (status.isPresent()) {
            session.print(Printable.line("proctrackext " + status.get().build().version() + ", magic "
                    + status.get().build().magic()));
        }
        return ExitCode.DONE;
    }

    private static Optional<ExtensionStatus> status(Session session) {
        try {
            return session.kernel().status();
        } catch (KernelException | LinkageError e) {
            return Optional.empty();
        }
    }
}
