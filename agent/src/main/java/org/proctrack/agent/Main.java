// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.io.IOException;

/** The entry of {@code java -jar proctrack-agent.jar}. */
public final class Main {

    private static final String COMMAND_LINE = "org.proctrack.agent.CommandLine";

    private Main() {}

    /**
     * Runs one verb and ends the JVM with its exit code.
     *
     * @param args verb, options, arguments
     */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        PrivateClasses.<String[]>make(COMMAND_LINE).accept(args);
    }
}
