// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Audit lines and warnings of ours on stderr, one line each. For a JVM that is ours: in somebody else's, their logging decides. */
public final class AuditConsole implements AutoCloseable {

    private static final String OURS = "org.proctrack";

    private final Logger logger = Logger.getLogger(OURS); // the audit's and all others of ours are below it
    private final Handler handler = new ConsoleHandler();

    private AuditConsole() {}

    /** {@return lines go to stderr until it is closed; they do not when the JVM was started with a logging of its own} */
    public static AuditConsole open() {
        AuditConsole console = new AuditConsole();
        boolean configured = System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
        if (!configured) {
            console.handler.setFormatter(new OneLine());
            console.logger.addHandler(console.handler);
            console.logger.setUseParentHandlers(false);
        }
        return console;
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        handler.flush(); // not closed: that would close stderr
    }

    /** JSON has its time inside. */
    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            String text = entry.getMessage();
            String level = Audit.LOGGER_NAME.equals(entry.getLoggerName()) ? "" : entry.getLevel() + " ";
            return (text.startsWith("{") ? text : entry.getInstant() + " " + level + text) + System.lineSeparator();
        }
    }
}
