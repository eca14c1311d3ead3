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
        super(
                "start",
                "[-f FILE] [-n N] [--user-share PERCENT] [--no-calls] [--overflow=track|kill] [--json]",
                "load the kernel extension; it tracks until stop",
                0,
                0);
    }

    @Override
    void describe(Options options) {
        options.addOption(file()).addOption(capacity());
        options.addOption(value(
                null, "overflow", "WHAT", "newborns beyond N: track them without a record (usual), or kill them"));
        options.addOption(value(
                null,
                "user-share",
                "PERCENT",
                "of N for the jobs of each user but root, 1 to 100; " + StartOptions.DEFAULT_USER_SHARE
                        + " when left out"));
        options.addOption(flag("no-calls", "without the calls of proctrack.h: root's tools only"));
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        StartOptions options = StartOptions.of(arguments.capacity())
                .withOverflowKill(overflowKill(arguments))
                .withUserShare(userShare(arguments))
                .withCalls(!arguments.has("no-calls"));
        ExtensionImage image = arguments.image();
        Kernel kernel = session.kernel();
        kernel.start(image, options);
        StatusView status = StatusView.of(loaded(kernel));
        if (arguments.json()) {
            session.json(status);
        } else {
            session.print(
                    "proctrackext is loaded: capacity " + status.capacity() + ", magic " + Text.line(status.magic()));
        }
        return ExitCode.DONE;
    }

    private static boolean overflowKill(Arguments arguments) {
        String overflow = arguments.has("overflow") ? arguments.value("overflow") : "track";
        return switch (overflow) {
            case "track" -> false;
            case "kill" -> true;
            default -> throw arguments.usage("--overflow is track or kill, not \"" + overflow + "\"");
        };
    }

    private static int userShare(Arguments arguments) {
        return arguments.has("user-share")
                ? Numbers.percent("--user-share", arguments.value("user-share"))
                : StartOptions.DEFAULT_USER_SHARE;
    }

    private static ExtensionStatus loaded(Kernel kernel) {
        return kernel.status()
                .orElseThrow(
                        () -> CliException.refused("it was loaded, and somebody stopped it at once: start it again"));
    }
}
