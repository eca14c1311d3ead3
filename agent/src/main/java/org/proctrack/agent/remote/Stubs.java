// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.ObjectOutput;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.server.RemoteObject;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.rmi.server.RemoteRef;
import java.util.HashSet;
import java.util.Set;

/**
 * What clients are given to call us by. RMI writes into it the port where we listen; where that is forwarded, clients
 * need another one. So it is changed as it is written: the rest, as RMI has it, stays.
 */
final class Stubs {

    private final HostPort listens;
    private final HostPort reached;

    /**
     * Stubs that name a place.
     *
     * @param listens where we do; RMI names that port by itself, and the host that the JVM is told
     * @param reached where clients find us
     */
    Stubs(HostPort listens, HostPort reached) {
        this.listens = listens;
        this.reached = reached;
    }

    /**
     * {@return what to send in place of an object that is exported}
     *
     * @param type the interface that clients call
     */
    <T extends Remote> T of(T exported, Class<T> type) throws NoSuchObjectException {
        if (listens.port() == reached.port()) {
            return exported; // RMI makes the stub as it is sent
        }
        RemoteRef ref = ref(RemoteObject.toStub(exported));
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new RemoteObjectInvocationHandler(elsewhere(ref))));
    }

    private static RemoteRef ref(Remote stub) {
        Object object = Proxy.isProxyClass(stub.getClass()) ? Proxy.getInvocationHandler(stub) : stub;
        return ((RemoteObject) object).getRef();
    }

    private RemoteRef elsewhere(RemoteRef ref) {
        return proxy(RemoteRef.class, (self, method, args) -> {
            boolean written = method.getName().equals("writeExternal");
            return call(() -> method.invoke(ref, written ? new Object[] {naming((ObjectOutput) args[0])} : args));
        });
    }

    /** The host is the first text that a reference writes, and the port the first number; more of them follow. */
    private ObjectOutput naming(ObjectOutput out) {
        Set<String> seen = new HashSet<>();
        return proxy(ObjectOutput.class, (self, method, args) -> {
            Object[] changed = args;
            if (method.getName().equals("writeUTF") && seen.add("host")) {
                changed = new Object[] {reached.host()};
            } else if (method.getName().equals("writeInt") && seen.add("port")) {
                changed = new Object[] {reached.port()};
            }
            Object[] given = changed;
            return call(() -> method.invoke(out, given));
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Stubs.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A call by reflection. */
    private interface Reflected {
        Object call() throws ReflectiveOperationException;
    }

    private static Object call(Reflected call) throws Throwable {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
