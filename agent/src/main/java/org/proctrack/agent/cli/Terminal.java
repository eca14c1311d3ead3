// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.util.Optional;

/** Whether somebody sits before us: looks at what we print, how much of it fits before their eyes, and types. */
interface Terminal {

    /**
     * How much fits.
     *
     * @param rows lines
     * @param columns characters in a line
     */
    record Size(int rows, int columns) {}

    /** Each key arrives when it is pressed, and is not shown, until this is closed. */
    interface Keys extends AutoCloseable {

        @Override
        void close();
    }

    /** Nobody looks: files, pipes, and whoever runs a command line inside a program. */
    Terminal NONE = new Terminal() {
        @Override
        public boolean out() {
            return false;
        }

        @Override
        public boolean err() {
            return false;
        }

        @Override
        public Size size() {
            return new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }

        @Override
        public boolean in() {
            return false;
        }

        @Override
        public char[] secret(String prompt) {
            return null;
        }

        @Override
        public Optional<Keys> keys() {
            return Optional.empty();
        }
    };

    /** {@return whether stdout is a terminal that can move its cursor} */
    boolean out();

    /** {@return whether stderr is one} */
    boolean err();

    /** {@return its size now; people change it at any time} */
    Size size();

    /** {@return whether what comes by stdin is typed on one} */
    boolean in();

    /** {@return a line that is typed and not shown; null when they do not, or it would be seen} */
    char[] secret(String prompt);

    /** {@return single keys from stdin; empty when nobody can press one} */
    Optional<Keys> keys();
}
