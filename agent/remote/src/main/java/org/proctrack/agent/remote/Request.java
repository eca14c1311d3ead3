// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** One call of a remote client on the MBeanServer. */
final class Request {

    private final Method method;
    private final Object[] args;

    Request(Method method, Object... args) {
        this.method = method;
        this.args = args;
    }

    /** Puts the call to an MBeanServer. */
    Object to(MBeanServer server) throws Throwable {
        try {
            return method.invoke(server, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    String name() {
        return method.getName();
    }

    /** {@return an argument of the call, which may be null} */
    Object arg(int index) {
        return args[index];
    }

    /** {@return the MBean that it is about} */
    ObjectName mbean() {
        return (ObjectName) present(0);
    }

    /** Whether the argument at an index is declared as that class. */
    boolean takes(int index, Class<?> type) {
        return method.getParameterCount() > index && method.getParameterTypes()[index] == type;
    }

    /** {@return an argument without which the call makes no sense} */
    Object present(int index) {
        if (index >= args.length || args[index] == null) {
            throw new SecurityException(name() + " does not say of what");
        }
        return args[index];
    }

    /** {@return the operation for an invoke, else the name of the call} */
    String operation() {
        return name().equals("invoke") ? String.valueOf(args[1]) : name();
    }

    /** {@return what the operation was given, or the other arguments of the call} */
    List<Object> arguments() {
        if (name().equals("invoke")) {
            return args[2] == null ? List.of() : Arrays.asList((Object[]) args[2]);
        }
        return Arrays.stream(args)
                .filter(arg -> !(arg instanceof ObjectName))
                .map(arg -> arg instanceof Attribute attribute ? attribute.getName() : arg)
                .toList();
    }

    /** {@return the MBean as the audit names it; empty for a call about none} */
    String target() {
        return args.length > 0 && args[0] instanceof ObjectName name ? name.toString() : "";
    }

    /** {@return the call as a message names it} */
    String what() {
        return target().isEmpty() ? operation() : operation() + " of " + target();
    }
}
