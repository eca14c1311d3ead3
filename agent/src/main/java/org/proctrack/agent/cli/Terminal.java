// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

/** Whether somebody looks at what we print, and how much fits before their eyes. */
interface Terminal {

    /**
     * How much fits.
     *
     * @param rows lines
     * @param columns characters in a line
     */
    record Size(int rows, int columns) {}

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
    };

    /** {@return whether stdout is a terminal that can move its cursor} */
    boolean out();

    /** {@return whether stderr is one} */
    boolean err();

    /** {@return its size now; people change it at any time} */
    Size size();
}
