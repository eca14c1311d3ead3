// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessesMXBean;

/** An implementation of any of the interfaces that answers one fixed value for each type. */
final class Sample {

    private Sample() {}

    /** All interfaces with a name to register them by. */
    static List<Class<?>> interfaces() {
        return List.of(ExtensionMXBean.class, JobsMXBean.class, JobMXBean.class, ProcessesMXBean.class);
    }

    static ObjectName name(Class<?> mbeanInterface) {
        return Stream.of(Names.EXTENSION, Names.JOBS, Names.PROCESSES, Names.job(42))
                .filter(name -> mbeanInterface.getSimpleName().equals(name.getKeyProperty("type") + "MXBean"))
                .findFirst()
                .orElseThrow();
    }

    static <T> DescribedMBean<T> mbean(Class<T> mbeanInterface) {
        InvocationHandler handler = (proxy, method, arguments) -> value(method.getGenericReturnType());
        Object implementation =
                Proxy.newProxyInstance(Sample.class.getClassLoader(), new Class<?>[] {mbeanInterface}, handler);
        return new DescribedMBean<>(mbeanInterface.cast(implementation), mbeanInterface);
    }

    static Object value(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return List.of(value(list.getActualTypeArguments()[0]));
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return newRecord(record);
        }
        return switch (type.getTypeName()) {
            case "void" -> null;
            case "boolean" -> true;
            case "int" -> 7;
            case "long" -> 4294967295L;
            case "long[]" -> new long[] {1, 4294967295L};
            case "java.lang.String" -> "text";
            default -> throw new AssertionError(type + " is not a type of the contract");
        };
    }

    private static Object newRecord(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType()))
                .toArray();
        try {
            Constructor<?> canonical = record.getDeclaredConstructor(types);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(record.getName(), e);
        }
    }
}
