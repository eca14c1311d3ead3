// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.access.Role;
import org.proctrack.agent.mx.DescribedMBean;
import org.proctrack.mbeans.ExtensionMXBean;
import org.proctrack.mbeans.JobMXBean;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.Names;
import org.proctrack.mbeans.ProcessesMXBean;

class AccessPolicyTest {

    record Published(ObjectName name, Class<?> type) {}

    static Stream<Published> mbeans() {
        return Stream.of(
                new Published(Names.EXTENSION, ExtensionMXBean.class),
                new Published(Names.JOBS, JobsMXBean.class),
                new Published(Names.job(42), JobMXBean.class),
                new Published(Names.PROCESSES, ProcessesMXBean.class));
    }

    /** Whoever adds one must say who may use it. */
    @ParameterizedTest
    @MethodSource("mbeans")
    void everyOperationAndWritableAttributeIsInTheTable(Published published) {
        DynamicMBean bean = described(published.type());
        assertThat(bean.getMBeanInfo().getOperations()).isNotEmpty();
        for (MBeanOperationInfo operation : bean.getMBeanInfo().getOperations()) {
            Optional<Role> least = AccessPolicy.toInvoke(published.name(), operation.getName());
            assertThat(least).as(operation.getName()).isPresent();
            if (operation.getImpact() != MBeanOperationInfo.INFO) {
                assertThat(least).as(operation.getName()).isNotEqualTo(Optional.of(Role.MONITOR));
            }
        }
        for (MBeanAttributeInfo attribute : bean.getMBeanInfo().getAttributes()) {
            Optional<Role> least = AccessPolicy.toWrite(published.name(), attribute.getName());
            assertThat(least.isPresent()).as(attribute.getName()).isEqualTo(attribute.isWritable());
            assertThat(least).isNotEqualTo(Optional.of(Role.MONITOR));
            assertThat(AccessPolicy.readable(published.name(), attribute.getName()))
                    .isTrue();
        }
    }

    private static <T> DynamicMBean described(Class<T> type) {
        Object nothing = java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null);
        return new DescribedMBean<>(type.cast(nothing), type);
    }

    @ParameterizedTest
    @CsvSource({
        "proctrack:type=Extension, start, ADMIN",
        "proctrack:type=Extension, stop, ADMIN",
        "proctrack:type=Extension, forceStop, ADMIN",
        "proctrack:type=Jobs, killJob, OPERATOR",
        "'proctrack:type=Job,id=7', kill, OPERATOR",
        "proctrack:type=Jobs, history, MONITOR",
        "java.lang:type=Threading, getThreadInfo, MONITOR",
        "java.lang:type=Threading, dumpAllThreads, MONITOR"
    })
    void eachHasItsLeastRole(ObjectName name, String operation, Role least) {
        assertThat(AccessPolicy.toInvoke(name, operation)).contains(least);
    }

    @ParameterizedTest
    @CsvSource({
        "com.sun.management:type=DiagnosticCommand, jvmtiAgentLoad",
        "com.sun.management:type=HotSpotDiagnostic, dumpHeap",
        "java.lang:type=Memory, gc",
        "java.lang:type=Threading, resetPeakThreadCount",
        "java.util.logging:type=Logging, setLoggerLevel",
        "JMImplementation:type=MBeanServerDelegate, anything",
        "proctrack:type=Extension, getClass",
        "proctrack:type=Other, start",
        "proctrack.evil:type=Extension, start",
        "Proctrack:type=Extension, start",
        ":type=Extension, start"
    })
    void nobodyInvokesAnythingElse(ObjectName name, String operation) {
        assertThat(AccessPolicy.toInvoke(name, operation)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.sun.management:type=HotSpotDiagnostic", "java.nio:type=BufferPool", "other:type=Jobs"})
    void otherDomainsAreNotThere(String name) throws Exception {
        assertThat(AccessPolicy.visible(new ObjectName(name))).isFalse();
        assertThat(AccessPolicy.readable(new ObjectName(name), "Name")).isFalse();
    }

    @Test
    void ofTheJvmPropertiesStayPrivateAndNothingIsWritten() throws Exception {
        ObjectName runtime = new ObjectName("java.lang:type=Runtime");
        assertThat(AccessPolicy.readable(runtime, "VmName")).isTrue();
        assertThat(AccessPolicy.readable(runtime, "SystemProperties")).isFalse();
        assertThat(AccessPolicy.toWrite(new ObjectName("java.lang:type=Memory"), "Verbose"))
                .isEmpty();
    }
}
