// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Optional;
import org.apache.commons.cli.Options;
import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.text.Printable;

/** Lets a group use the loaded extension, takes that back, and tells who may. */
final class GrantVerb extends Verb {

    private static final String NOBODY = "only root may register and kill other users' processes";

    /** For --json; null for what is not there. */
    private record Granted(Long groupId, String group) {}

    GrantVerb() {
        super(
                "grant",
                "[GROUP] [--json]",
                "let a group use the extension as root does (0: no group), or show which one may",
                0,
                1);
    }

    @Override
    void describe(Options options) {
        options.addOption(json());
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        boolean asks = arguments.count() == 0;
        if (!asks) {
            session.kernel().grant(arguments.rest().get(0));
        }
        Optional<Group> group = session.kernel().granted();
        if (arguments.json()) {
            session.json(new Granted(
                    group.map(Group::id).orElse(null),
                    group.map(Group::name).filter(name -> !name.isEmpty()).orElse(null)));
        } else {
            session.print(
                    Printable.line(asks ? now(group) : after(arguments.rest().get(0), group)));
        }
        return ExitCode.DONE;
    }

    private static String now(Optional<Group> group) {
        return group.map(granted -> may(granted, "may")).orElse(NOBODY);
    }

    private static String after(String argument, Optional<Group> group) {
        return group.map(granted -> may(granted, "may now")).orElseGet(() -> tookBack(argument));
    }

    private static String may(Group group, String may) {
        return "group " + (group.name().isEmpty() ? group.id() : group.name() + " (" + group.id() + ")") + " " + may
                + " kill any process through a job; proctrack grant 0 revokes this";
    }

    /** A name may be that of root's own group. */
    private static String tookBack(String argument) {
        String why = Numbers.looksLikeOne(argument) ? "" : "group " + argument + " has id 0, which revokes the grant: ";
        return why + "from now on, " + NOBODY;
    }
}
