// SPDX-License-Identifier: Apache-2.0

/** Ends after so many milliseconds, whatever else starts meanwhile. */
public final class Hasty {

    private Hasty() {}

    public static void main(String[] milliseconds) throws Exception {
        System.out.println("host runs");
        Thread.sleep(Long.parseLong(milliseconds[0]));
        System.exit(3);
    }
}
