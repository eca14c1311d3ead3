// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.text.Printable;

/** The command line: finds the verb, runs it, and makes exit codes and one-line errors of what goes wrong. */
public final class Cli {

    private static final String TRACE = "PROCTRACK_TRACE";

    private final Session session;

    /**
     * A command line with its surroundings, which have no terminal.
     *
     * @param kernels opens the kernel; asked only by verbs that need it
     * @param out for what a verb prints
     * @param err for errors, one line each
     * @param environment variables of the process
     */
    public Cli(Supplier<Kernel> kernels, PrintStream out, PrintStream err, Map<String, String> environment) {
        this(new Session(kernels, out, err, InputStream.nullInputStream(), environment, Terminal.NONE));
    }

    Cli(Session session) {
        this.session = session;
    }

    /**
     * The command line of this process, which may have a terminal.
     *
     * @param kernels opens the kernel; asked only by verbs that need it
     * @return the command line
     */
    public static Cli ofProcess(Supplier<Kernel> kernels) {
        Map<String, String> environment = System.getenv();
        PrintStream err = Stdout.utf8(new FileOutputStream(FileDescriptor.err));
        // Without a buffer: what we do not read is left to whoever comes after us
        InputStream in = new FileInputStream(FileDescriptor.in);
        return new Cli(
                new Session(kernels, Stdout.printStream(), err, in, environment, new ProcessTerminal(environment)));
    }

    /**
     * Runs one verb.
     *
     * @param args verb, options, arguments
     * @return the exit code
     */
    public int run(String... args) {
        ExitCode code = guarded(args);
        // checkError flushes too
        if (session.out().checkError() && code == ExitCode.DONE) {
            code = fail(ExitCode.REFUSED, "cannot write the output", null);
        }
        return code.number();
    }

    private ExitCode guarded(String... args) {
        try {
            return dispatch(args);
        } catch (CliException e) {
            return fail(e.code(), e.getMessage(), e);
        } catch (KernelException e) {
            String hint = e.detail().isEmpty() || traced() ? "" : " (" + TRACE + "=1 shows the details)";
            ExitCode code = fail(ExitCode.of(e.kind()), e.getMessage() + hint, e);
            if (traced() && !e.detail().isEmpty()) {
                session.err().println(Printable.lines(e.detail()));
            }
            return code;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            // OutOfMemoryError is also what a JVM says that gets no thread, on a machine without free pids
            return fail(ExitCode.REFUSED, "failed: " + e + (traced() ? "" : " (" + TRACE + "=1 shows where)"), e);
        }
    }

    private ExitCode dispatch(String... args) {
        if (args.length == 0) {
            session.err().println(HelpVerb.table());
            return ExitCode.USAGE;
        }
        String name = args[0];
        if (name.equals("--help") || name.equals("-h")) {
            name = "help";
        } else if (name.equals("--version")) {
            name = "version";
        } else if (name.startsWith("-")) {
            throw CliException.usage(name + " must come after the verb: proctrack VERB [options] [arguments]");
        }
        Verb verb = Verbs.named(name);
        Arguments arguments = Arguments.parse(verb, Arrays.copyOfRange(args, 1, args.length));
        if (arguments.has("help")) {
            session.print(HelpVerb.of(verb));
            return ExitCode.DONE;
        }
        arguments.check();
        return verb.run(arguments, session);
    }

    private ExitCode fail(ExitCode code, String message, Throwable cause) {
        session.out().flush();
        session.err().println("proctrack: " + Printable.line(message));
        if (cause != null && traced()) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            session.err().print(Printable.lines(trace.toString()));
        }
        return code;
    }

    private boolean traced() {
        return "1".equals(session.environment().get(TRACE));
    }
}
