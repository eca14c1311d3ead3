// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.Kernel;

/**
 * What a verb works with. The kernel is opened when a verb asks for it: help must work where no native library loads.
 *
 * @param kernels opens the kernel
 * @param out what the verb has to say
 * @param environment variables of the process
 */
record Session(Supplier<Kernel> kernels, PrintStream out, Map<String, String> environment) {

    Kernel kernel() {
        return kernels.get();
    }

    void print(String line) {
        out.println(line);
    }

    /** Prints one JSON document. */
    void json(Object value) {
        out.println(Json.of(value));
    }
}
