// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.proctrack.agent.loader.abi.Errno;

/**
 * Calls that sleep in the kernel. A virtual thread in one of them would keep its carrier from all others, so there a
 * platform thread sleeps in its place.
 */
final class Sleeps {

    private static final Method IS_VIRTUAL = isVirtualMethod();

    private Sleeps() {}

    /** {@return the answer of the call; -ETIMEDOUT when the thread is interrupted meanwhile, and stays so} */
    static int call(IntSupplier call) {
        return isVirtual(Thread.currentThread()) ? callElsewhere(call) : call.getAsInt();
    }

    private static int callElsewhere(IntSupplier call) {
        Future<Integer> answer = Sleepers.POOL.submit(call::getAsInt);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -Errno.ETIMEDOUT;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a native call failed", e.getCause());
        }
    }

    /** Made when it is asked for: few JVMs have virtual threads that kill jobs. */
    private static final class Sleepers {
        static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(null, task, "proctrack-wait", 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(thread);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Since Java 21. */
    private static Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
