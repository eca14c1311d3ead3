// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;
import org.apache.commons.cli.Options;
import org.proctrack.mbeans.KernelFeature;

/** Tells whether the extension can run here, and the fix for what is missing. A feature that is off is no fault. */
final class DoctorVerb extends Verb {

    /** For --json. */
    private record Diagnosis(boolean ok, List<Check> checks, List<KernelFeature> features) {}

    DoctorVerb() {
        super("doctor", "[--json]", "show what this kernel supports, and how to fix what is missing", 0, 0);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        Checks checks = new Checks(session);
        if (arguments.json()) {
            session.json(new Diagnosis(checks.allOk(), checks.needed(), checks.features()));
        } else {
            session.print(table(checks));
            session.print(
                    checks.allOk()
                            ? "the extension can run here"
                            : "the extension cannot run here: fix the FAILED items");
        }
        return checks.allOk() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static String table(Checks checks) {
        Table table = Table.of("STATE", "WHAT", "SINCE", "DETAIL");
        for (Check check : checks.needed()) {
            table.row(
                    check.ok() ? "ok" : "FAILED",
                    check.name(),
                    check.since(),
                    check.ok() ? check.detail() : check.fix());
        }
        for (KernelFeature feature : checks.features()) {
            table.row(feature.available() ? "ok" : "off", feature.name(), feature.since(), feature.detail());
        }
        return table.toString();
    }
}
