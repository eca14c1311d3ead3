// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns of equal width. A column of numbers stands to the right; the last column is as wide as it likes. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] words;

    /** A table of so many columns without a header. */
    Table(int columns) {
        widths = new int[columns];
        words = new boolean[columns];
        words[columns - 1] = true;
    }

    /** A table with a header; it does not count as a word in a column of numbers. */
    static Table of(String... header) {
        Table table = new Table(header.length);
        table.row((Object[]) header);
        Arrays.fill(table.words, 0, header.length - 1, false);
        return table;
    }

    /** Adds a row; its cells are made safe for a terminal. */
    Table row(Object... values) {
        String[] row = new String[widths.length];
        for (int column = 0; column < row.length; column++) {
            row[column] = Text.line(String.valueOf(values[column]));
            widths[column] = Math.max(widths[column], row[column].length());
            words[column] |= !Numbers.looksLikeOne(row[column]);
        }
        rows.add(row);
        return this;
    }

    /** {@return the rows, one a line, without a line end after the last} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            text.append(text.length() == 0 ? "" : "\n");
            for (int column = 0; column < row.length; column++) {
                String pad = " ".repeat(widths[column] - row[column].length());
                boolean last = column == row.length - 1;
                text.append(column == 0 ? "" : "  ");
                text.append(words[column] ? row[column] : pad + row[column]);
                text.append(words[column] && !last ? pad : "");
            }
        }
        return text.toString();
    }
}
