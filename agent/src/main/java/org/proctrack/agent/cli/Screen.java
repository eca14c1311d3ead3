// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Draws pages over one another on a terminal. Nothing is cleared that is not written anew, and a page is one write: it
 * does not flicker. The last page stays, as that of top(1) does, and the cursor comes back however the JVM ends.
 */
final class Screen implements AutoCloseable {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    /** A name in wide letters takes more columns than it has letters. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final Thread hook = new Thread(this::leave, "proctrack-cursor");
    /** What another size has made of the last page, nobody knows. */
    private Terminal.Size before;

    private boolean left;

    Screen(PrintStream out) {
        this.out = out;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Shows a page of no more lines than the terminal has. */
    synchronized void draw(List<String> lines, Terminal.Size size) {
        if (left) {
            return;
        }
        StringBuilder page = new StringBuilder(HIDE_CURSOR + NO_WRAP).append(size.equals(before) ? HOME : CLEAR);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            page.append(i == 0 ? "" : "\r\n").append(line);
            // At the end of a full line the cursor stands on its last letter, which would be cleared
            page.append(line.length() < size.columns() ? CLEAR_LINE : "");
        }
        if (lines.size() < size.rows()) {
            page.append("\r\n" + CLEAR_BELOW);
        }
        out.print(page.append(WRAP));
        out.flush();
        before = size;
    }

    private synchronized void leave() {
        if (before != null && !left) {
            out.print(WRAP + SHOW_CURSOR + "\r\n");
            out.flush();
        }
        left = true;
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook has been here, or will find nothing to do
            return;
        }
    }
}
