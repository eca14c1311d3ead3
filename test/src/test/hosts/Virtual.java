// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * With one carrier for all virtual threads: one of them ends a job that ignores SIGTERM for as long as it may, another
 * one has to run meanwhile.
 */
public final class Virtual {

    private static final long GRACE_MILLIS = 100_000;
    private static final long BEGUN_MILLIS = 1000;

    private Virtual() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("host runs");
        Waiting.forTheAgent();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName jobs = new ObjectName("proctrack:type=Jobs");
        Process child = new ProcessBuilder("sh", "-c", "trap '' TERM; exec sleep 300").start();
        CountDownLatch done = new CountDownLatch(2);
        try {
            Thread.sleep(BEGUN_MILLIS); // until it ignores the signal
            server.invoke(
                    jobs, "register", new Object[] {77L, child.pid()}, new String[] {"long", "long"});
            virtual(() -> {
                server.invoke(
                        jobs, "terminateJob", new Object[] {77L, GRACE_MILLIS}, new String[] {"long", "long"});
                System.out.println("the job has ended");
                done.countDown();
            });
            Thread.sleep(BEGUN_MILLIS);
            virtual(() -> {
                System.out.println("another thread runs");
                child.destroyForcibly();
                done.countDown();
            });
            done.await();
        } finally {
            child.destroyForcibly();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** By reflection, for Java 17 compiles this too. */
    private static void virtual(Work work) throws Exception {
        Runnable task = () -> {
            try {
                work.run();
            } catch (Exception e) {
                System.out.println(e);
            }
        };
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
}
