// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import org.proctrack.agent.cli.Cli;
import org.proctrack.agent.loader.LoaderKernel;

/** The entry of {@code java -jar proctrack-agent.jar}. */
public final class Main {

    private Main() {}

    /**
     * Runs one verb and ends the JVM with its exit code.
     *
     * @param args verb, options, arguments
     */
    public static void main(String[] args) {
        // A lambda, not a method reference: that would load LoaderKernel, and JNA, for "proctrack help" too
        System.exit(Cli.ofProcess(() -> new LoaderKernel()).run(args));
    }
}
