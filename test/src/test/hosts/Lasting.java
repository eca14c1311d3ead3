// SPDX-License-Identifier: Apache-2.0

/** Runs until its standard input ends. */
public final class Lasting {

    private Lasting() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("host runs");
        while (System.in.read() >= 0) {
            // nobody writes
        }
        System.exit(3);
    }
}
