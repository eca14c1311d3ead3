// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody sees before a terminal: the few sequences that we use, as xterm understands them. */
final class TerminalEmulator {

    private static final Pattern TOKEN = Pattern.compile("\u001b\\[(\\?*[0-9;]*)([A-Za-z])|.", Pattern.DOTALL);

    private final char[][] screen;
    private int row;
    private int column;
    private boolean cursor = true;
    private boolean wrap = true;
    private int scrolled;

    TerminalEmulator(int rows, int columns) {
        screen = new char[rows][columns];
        for (char[] line : screen) {
            Arrays.fill(line, '#');
        }
    }

    TerminalEmulator write(String text) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            if (token.group(2) == null) {
                put(token.group().charAt(0));
            } else {
                control(token.group(1) + token.group(2));
            }
        }
        return this;
    }

    private void put(char c) {
        if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            row++;
            if (row == screen.length) {
                row--;
                scrolled++;
                System.arraycopy(screen, 1, screen, 0, screen.length - 1);
                screen[row] = blank();
            }
        } else if (c < ' ') {
            throw new AssertionError("control character " + (int) c);
        } else if (column < screen[row].length) {
            screen[row][column++] = c;
        } else if (wrap) {
            put('\r');
            put('\n');
            put(c);
        }
    }

    private void control(String sequence) {
        switch (sequence) {
            case "H" -> {
                row = 0;
                column = 0;
            }
            case "2J" -> Arrays.setAll(screen, i -> blank());
            case "J" -> {
                control("K");
                for (int i = row + 1; i < screen.length; i++) {
                    screen[i] = blank();
                }
            }
            case "K" -> Arrays.fill(screen[row], Math.min(column, screen[row].length - 1), screen[row].length, ' ');
            case "?25l" -> cursor = false;
            case "?25h" -> cursor = true;
            case "?7l" -> wrap = false;
            case "?7h" -> wrap = true;
            default -> throw new AssertionError("sequence " + sequence);
        }
    }

    private char[] blank() {
        char[] line = new char[screen[0].length];
        Arrays.fill(line, ' ');
        return line;
    }

    /** {@return the lines, without blanks at their ends} */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (char[] line : screen) {
            lines.add(new String(line).stripTrailing());
        }
        return lines;
    }

    boolean isAsItWas() {
        return cursor && wrap;
    }

    int scrolled() {
        return scrolled;
    }
}
