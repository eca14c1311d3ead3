// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

/**
 * A feature that is off in the loaded extension because the kernel refused it.
 *
 * @param feature what is off
 * @param reason what the kernel said, one short sentence
 */
public record Refusal(Feature feature, String reason) {

    /** {@return one line for people: what is off, why, and what that means} */
    public String line() {
        String name = feature.label();
        boolean plural = name.endsWith("s");
        return name + (plural ? " are" : " is") + " off: the kernel refused " + (plural ? "them" : "it") + ": " + reason
                + " (" + feature.without() + ")";
    }
}
