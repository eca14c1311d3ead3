// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.QueryExp;
import javax.management.remote.MBeanServerForwarder;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.remote.net.SocketListener;

/**
 * Stands between remote clients and the MBeanServer, and lets each see and touch what its role may. It is a proxy, so
 * that what is not let through here by name is refused, also what later JDKs may add.
 */
final class AccessController implements InvocationHandler {

    /** What the connector itself needs to serve anybody; without a name of an MBean there is nothing to protect. */
    private static final Set<String> GENERAL = Set.of("getDefaultDomain", "getClassLoaderRepository");

    /** What needs no more than that the MBean may be seen. The connector calls some of them on its own behalf. */
    private static final Set<String> OF_SIGHT = Set.of(
            "getObjectInstance",
            "getMBeanInfo",
            "isInstanceOf",
            "addNotificationListener",
            "removeNotificationListener");

    /** What the connector does on its own behalf, to hear of notifications: without a caller. */
    private static final Set<String> OF_CONNECTOR = Set.of(
            "getClassLoaderRepository",
            "getClassLoaderFor",
            "isInstanceOf",
            "queryNames",
            "addNotificationListener",
            "removeNotificationListener");

    private final Callers callers;
    private MBeanServer server; // set before the connector starts

    private AccessController(Callers callers) {
        this.callers = callers;
    }

    static MBeanServerForwarder of(Callers callers) {
        return (MBeanServerForwarder) Proxy.newProxyInstance(
                AccessController.class.getClassLoader(),
                new Class<?>[] {MBeanServerForwarder.class},
                new AccessController(callers));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] given) throws Throwable {
        Object[] args = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), args);
        }
        if (method.getDeclaringClass() == MBeanServerForwarder.class) {
            return ofForwarder(method.getName(), args);
        }
        Request request = new Request(method, args);
        try {
            return serve((MBeanServer) proxy, callers.role(), request);
        } catch (SecurityException e) {
            callers.called(request, e);
            throw e;
        }
    }

    private Object serve(MBeanServer controlled, Optional<Role> role, Request request) throws Throwable {
        if (role.isEmpty() && !OF_CONNECTOR.contains(request.name())) {
            throw new SecurityException("not logged in");
        }
        return switch (request.name()) {
            case "isRegistered" -> AccessPolicy.visible(request.mbean()) && (boolean) request.to(server);
            case "getClassLoaderFor" -> loader(request);
            case "getDomains" -> VisibleMBeans.domains(server);
            case "getMBeanCount" -> VisibleMBeans.names(server, null).size();
            case "queryNames" ->
                VisibleMBeans.query(controlled, server, (ObjectName) request.arg(0), (QueryExp) request.arg(1));
            case "queryMBeans" ->
                VisibleMBeans.instances(
                        server, VisibleMBeans.query(controlled, server, (ObjectName) request.arg(0), (QueryExp)
                                request.arg(1)));
            case "getAttribute" -> {
                require(AccessPolicy.readable(request.mbean(), (String) request.present(1)), request);
                yield request.to(server);
            }
            case "getAttributes" -> {
                require(AccessPolicy.visible(request.mbean()), request);
                yield server.getAttributes(request.mbean(), readable(request.mbean(), (String[]) request.present(1)));
            }
            case "setAttribute" -> {
                require(role, mayWrite(request.mbean(), (Attribute) request.present(1)), request);
                yield request.to(server);
            }
            case "setAttributes" -> {
                for (Object attribute : (AttributeList) request.present(1)) { // of a client, it may hold anything
                    require(attribute instanceof Attribute, request);
                    require(role, mayWrite(request.mbean(), (Attribute) attribute), request);
                }
                yield request.to(server);
            }
            case "invoke" -> {
                require(role, AccessPolicy.toInvoke(request.mbean(), (String) request.present(1)), request);
                requireOnce(request);
                yield AccessPolicy.ours(request.mbean()) ? request.to(server) : told(request);
            }
            default -> {
                require(GENERAL.contains(request.name()) || seen(request), request);
                yield request.to(server);
            }
        };
    }

    /** The connector asks for it to read arguments, before it comes to the call itself; that is to be refused, by name. */
    private Object loader(Request request) throws Throwable {
        return AccessPolicy.visible(request.mbean()) ? request.to(server) : ClassLoader.getPlatformClassLoader();
    }

    /** A listener that is an MBean of ours would act with our rights, so there is none. */
    private static boolean seen(Request request) {
        return OF_SIGHT.contains(request.name())
                && !request.takes(1, ObjectName.class)
                && AccessPolicy.visible(request.mbean());
    }

    private static Optional<Role> mayWrite(ObjectName name, Attribute attribute) {
        return AccessPolicy.toWrite(name, attribute.getName());
    }

    /** Each once: else a short request could ask for a long answer. */
    private static String[] readable(ObjectName name, String... attributes) {
        return Arrays.stream(attributes)
                .distinct()
                .filter(attribute -> AccessPolicy.readable(name, attribute))
                .toArray(String[]::new);
    }

    private static void require(boolean allowed, Request request) {
        if (!allowed) {
            throw new SecurityException(
                    request.what() + " is not available to remote clients: do it on the machine itself");
        }
    }

    private static void require(Optional<Role> has, Optional<Role> least, Request request) {
        require(least.isPresent(), request);
        if (!has.orElseThrow().includes(least.orElseThrow())) {
            throw new SecurityException(request.what() + " needs the role " + least.orElseThrow()
                    + ", and you are logged in as " + has.orElseThrow());
        }
    }

    /** Of a thread that is asked for twice, with its locks, JDK 17 frees these twice: that ends the JVM. */
    private static void requireOnce(Request request) {
        for (Object argument : request.arguments()) {
            if (argument instanceof long[] ids && Arrays.stream(ids).distinct().count() < ids.length) {
                throw new SecurityException(request.what() + " names a thread twice: ask for each once");
            }
        }
    }

    /**
     * Our own MBeans keep the audit themselves. What the JVM does for the others it does on a thread of its own, while all
     * threads stand still.
     */
    private Object told(Request request) throws Throwable {
        long begin = System.nanoTime();
        Object answer;
        try {
            answer = request.to(server);
        } catch (JMException | RuntimeException e) {
            callers.called(request, e);
            throw e;
        } finally {
            SocketListener.worked(System.nanoTime() - begin);
        }
        callers.called(request, null);
        return answer;
    }

    private static Object ofObject(Object proxy, String name, Object... args) {
        return switch (name) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "proctrack's access controller";
        };
    }

    private Object ofForwarder(String name, Object... args) {
        if (name.equals("setMBeanServer")) {
            server = (MBeanServer) args[0];
            return null;
        }
        return server;
    }
}
