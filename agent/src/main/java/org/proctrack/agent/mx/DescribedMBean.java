// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;
import org.proctrack.mbeans.Description;
import org.proctrack.mbeans.Operation;
import org.proctrack.mbeans.Unit;

/**
 * An MXBean that shows the texts of {@link Description}, the {@link Unit units}, the impact of {@link Operation} and the parameter names of its
 * interface. A plain MXBean shows none of them. The interface must have no overloaded method and be compiled with
 * {@code -parameters}.
 *
 * @param <T> the MXBean interface
 */
public class DescribedMBean<T> extends StandardMBean {

    /** One for all MBeans of an implementation: there may be thousands of jobs, and clients read it at each scrape. */
    private static final Map<List<Class<?>>, MBeanInfo> INFOS = new ConcurrentHashMap<>();

    /**
     * Wraps an implementation for registration.
     *
     * @param implementation what answers
     * @param mbeanInterface the MXBean interface that it is published by
     * @throws IllegalArgumentException when the interface is no MXBean interface
     */
    public DescribedMBean(T implementation, Class<T> mbeanInterface) {
        super(implementation, mbeanInterface, true);
    }

    /** With all of it by name: reflection has no order, and a line or a button should stay where it was. */
    @Override
    public MBeanInfo getMBeanInfo() {
        return INFOS.computeIfAbsent(
                List.of(getImplementationClass(), getMBeanInterface()), unknown -> sorted(super.getMBeanInfo()));
    }

    /** Not here as well. */
    @Override
    protected void cacheMBeanInfo(MBeanInfo info) {}

    private static MBeanInfo sorted(MBeanInfo info) {
        MBeanOperationInfo[] operations = info.getOperations();
        Arrays.sort(operations, Comparator.comparing(MBeanOperationInfo::getName));
        MBeanAttributeInfo[] attributes = info.getAttributes();
        Arrays.sort(attributes, Comparator.comparing(MBeanAttributeInfo::getName));
        return new MBeanInfo(
                info.getClassName(),
                info.getDescription(),
                attributes,
                info.getConstructors(),
                operations,
                info.getNotifications(),
                info.getDescriptor());
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return text(getMBeanInterface()).orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        String getter = (info.isIs() ? "is" : "get") + info.getName();
        return method(getter).flatMap(DescribedMBean::text).orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return method(info.getName()).flatMap(DescribedMBean::text).orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return method(operation.getName())
                .flatMap(method -> text(method.getParameters()[sequence]))
                .orElseGet(() -> super.getDescription(operation, parameter, sequence));
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return method(operation.getName())
                .map(method -> method.getParameters()[sequence].getName())
                .orElseGet(() -> super.getParameterName(operation, parameter, sequence));
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return method(info.getName())
                .map(method -> method.getAnnotation(Operation.class))
                .map(operation -> operation.value().code())
                .orElseGet(() -> super.getImpact(info));
    }

    private Optional<Method> method(String name) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst();
    }

    private static Optional<String> text(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Description.class)).map(Description::value);
    }
}
