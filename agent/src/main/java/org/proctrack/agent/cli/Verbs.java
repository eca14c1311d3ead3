// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.List;

/** The table of verbs, in the order in which help shows them. */
final class Verbs {

    private Verbs() {}

    static List<Verb> all() {
        return List.of(
                new StartVerb(),
                new StopVerb(),
                new GrantVerb(),
                new StatusVerb(),
                new ListVerb(),
                new FindVerb(),
                new RegisterVerb(),
                new AdoptVerb(),
                new UnregisterVerb(),
                new TieVerb(),
                new UntieVerb(),
                new RunVerb(),
                new KillVerb(),
                new WaitVerb(),
                new AgentVerb(),
                new PasswdVerb(),
                new TopVerb(),
                new HistoryVerb(),
                new DoctorVerb(),
                new SelftestVerb(),
                new DumpVerb(),
                new VersionVerb(),
                new HelpVerb());
    }

    static Verb named(String name) {
        for (Verb verb : all()) {
            if (verb.name().equals(name)) {
                return verb;
            }
        }
        throw CliException.usage("unknown verb \"" + name + "\": proctrack help lists the verbs");
    }
}
