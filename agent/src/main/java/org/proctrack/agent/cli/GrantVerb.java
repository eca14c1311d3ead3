// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Lets a group use the loaded extension. */
final class GrantVerb extends Verb {

    GrantVerb() {
        super("grant", "GROUP", "let a group ask, register and kill, as root may; not start or stop", 1, 1);
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        String group = arguments.rest().get(0);
        session.kernel().grant(group);
        session.print(Text.line("whoever is in group " + group + " may now kill any process, by way of a job"));
        return ExitCode.DONE;
    }
}
