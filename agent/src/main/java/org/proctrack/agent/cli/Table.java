// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.proctrack.agent.text.Printable;

/** Rows in columns of equal width. A column of numbers stands to the right; the last column is as wide as it likes. */
final class Table {

    private static final String GAP = "  ";

    /** The last column is cut before others are left out, but not to less than this. */
    private static final int LAST_AT_LEAST = 8;

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] words;
    private final boolean[] figures;

    /** A table of so many columns without a header. */
    Table(int columns) {
        widths = new int[columns];
        words = new boolean[columns];
        figures = new boolean[columns];
        words[columns - 1] = true;
    }

    /** A table with a header; it does not count as a word in a column of numbers. Blanks before it widen its column. */
    static Table of(String... header) {
        Table table = new Table(header.length);
        table.row((Object[]) header);
        Arrays.fill(table.words, 0, header.length - 1, false);
        return table;
    }

    /** Says, before the first row, which columns hold figures with units, which stand to the right too. */
    Table figures(int... columns) {
        for (int column : columns) {
            figures[column] = true;
        }
        return this;
    }

    /** Adds a row, made safe for a terminal. */
    Table row(Object... values) {
        String[] row = new String[widths.length];
        for (int column = 0; column < row.length; column++) {
            row[column] = Printable.line(String.valueOf(values[column]));
            widths[column] = Math.max(widths[column], row[column].length());
            words[column] |= !figures[column] && !Numbers.looksLikeOne(row[column]);
        }
        rows.add(row);
        return this;
    }

    /** {@return whether no line is longer} */
    boolean fits(int width) {
        boolean[] all = new boolean[widths.length];
        Arrays.fill(all, true);
        return widthOf(all, Integer.MAX_VALUE) <= width;
    }

    /**
     * The lines for a terminal of this width: columns are left out until the others fit, then lines are cut.
     *
     * @param width columns of the terminal
     * @param leastFirst columns that may be left out, the least important one first
     */
    List<String> lines(int width, int... leastFirst) {
        boolean[] kept = new boolean[widths.length];
        Arrays.fill(kept, true);
        for (int column : leastFirst) {
            if (widthOf(kept, LAST_AT_LEAST) <= width) {
                break;
            }
            kept[column] = false;
        }
        return rows.stream().map(row -> Text.cut(line(row, kept), width)).toList();
    }

    /** {@return the rows, one a line, without a line end after the last} */
    @Override
    public String toString() {
        return String.join("\n", lines(Integer.MAX_VALUE));
    }

    private int widthOf(boolean[] kept, int lastAtMost) {
        int total = 0;
        for (int column = 0; column < kept.length; column++) {
            boolean last = column == kept.length - 1;
            if (kept[column]) {
                total += (total == 0 ? 0 : GAP.length())
                        + (last ? Math.min(widths[column], lastAtMost) : widths[column]);
            }
        }
        return total;
    }

    private String line(String[] row, boolean[] kept) {
        StringBuilder text = new StringBuilder();
        String gap = "";
        for (int column = 0; column < row.length; column++) {
            if (kept[column]) {
                String pad = " ".repeat(widths[column] - row[column].length());
                boolean last = column == row.length - 1;
                text.append(gap).append(words[column] ? row[column] : pad + row[column]);
                text.append(words[column] && !last ? pad : "");
                gap = GAP;
            }
        }
        return text.toString();
    }
}
