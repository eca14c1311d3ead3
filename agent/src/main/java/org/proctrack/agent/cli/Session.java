// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.text.Json;
import org.proctrack.agent.text.Printable;

/**
 * What a verb works with. The kernel is opened when a verb asks for it: help must work where no native library loads.
 *
 * @param kernels opens the kernel
 * @param out what the verb has to say
 * @param err how far it is, for whoever sits and waits, and warnings
 * @param in what comes by stdin
 * @param environment variables of the process
 * @param terminal where out and err lead, and in comes from
 */
record Session(
        Supplier<Kernel> kernels,
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        Terminal terminal) {

    Kernel kernel() {
        return kernels.get();
    }

    void print(String line) {
        out.println(line);
    }

    /** Says on stderr what is no failure, and still somebody must know. */
    void warn(String line) {
        err.println("proctrack: " + Printable.line(line));
    }

    /** Prints one JSON document. */
    void json(Object value) {
        out.println(Json.of(value));
    }

    /** Writes out what was printed, and tells whether it is of use to print more: the disk is full, the reader gone. */
    boolean flushed() {
        return !out.checkError() && !(out instanceof Stdout.Printer printer && printer.deserted());
    }
}
