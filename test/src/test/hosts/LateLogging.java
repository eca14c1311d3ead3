// SPDX-License-Identifier: Apache-2.0

import java.util.logging.LogManager;

/** As JBoss and Quarkus: chooses its log manager in main, when it has done some other things. */
public final class LateLogging {

    private LateLogging() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("host runs");
        Thread.sleep(400);
        System.setProperty("java.util.logging.manager", Manager.class.getName());
        System.out.println("log manager " + LogManager.getLogManager().getClass().getName());
        Waiting.forTheAgent();
    }

    /** Says its name, and does what any does. */
    public static final class Manager extends LogManager {
        public Manager() {}
    }
}
