// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.proctrack.agent.cli.Cli;
import org.proctrack.agent.cli.Stdout;
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
        PrintStream out = Stdout.printStream();
        PrintStream err = Stdout.utf8(new FileOutputStream(FileDescriptor.err));
        // A lambda, not a method reference: that would load LoaderKernel, and JNA, for "proctrack help" too
        System.exit(new Cli(() -> new LoaderKernel(), out, err, System.getenv()).run(args));
    }
}
