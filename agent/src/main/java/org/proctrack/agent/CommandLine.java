// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.util.function.Consumer;
import org.proctrack.agent.cli.Cli;
import org.proctrack.agent.loader.LoaderKernel;

/** The command line of this process, for {@link Main}. */
public final class CommandLine implements Consumer<String[]> {

    /** Runs one verb and ends the JVM with its exit code. */
    @Override
    public void accept(String[] args) {
        // A lambda, not a method reference: that would load LoaderKernel, and JNA, for "proctrack help" too
        System.exit(Cli.ofProcess(() -> new LoaderKernel()).run(args));
    }
}
