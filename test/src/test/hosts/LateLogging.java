// SPDX-License-Identifier: Apache-2.0

import java.util.logging.LogManager;

/** As JBoss and Quarkus: chooses its log manager in main, when it has done some other things. */
public final class LateLogging extends LogManager {

    public LateLogging() {}

    public static void main(String[] arguments) throws Exception {
        Thread.sleep(400);
        System.setProperty("java.util.logging.manager", "LateLogging");
        System.out.println("log manager " + LogManager.getLogManager().getClass().getName());
        Waiting.forTheAgent();
    }
}
