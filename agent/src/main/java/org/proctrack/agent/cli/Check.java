// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/**
 * One thing that the extension cannot run without.
 *
 * @param name what
 * @param ok whether it is there
 * @param since first version that has it; empty when no version says so
 * @param detail what was found
 * @param fix what to do when it is missing; empty when it is there
 */
record Check(String name, boolean ok, String since, String detail, String fix) {

    static Check of(String name, boolean ok, String since, String detail, String fix) {
        return new Check(name, ok, since, detail, ok ? "" : fix);
    }
}
