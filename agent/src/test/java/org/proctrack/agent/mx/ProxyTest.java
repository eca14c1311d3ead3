// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.mbeans.JobsMXBean;
import org.proctrack.mbeans.KillVerdict;
import org.proctrack.mbeans.Survivor;

/** Everything that an interface hands out comes back equal through a real MBeanServer and a proxy. */
class ProxyTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    static List<Class<?>> interfaces() {
        return Sample.interfaces();
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    <T> void everyMethodAnswersTheSame(Class<T> mbeanInterface) throws Exception {
        T proxy = proxy(mbeanInterface);
        for (Method method : mbeanInterface.getMethods()) {
            Object[] arguments = Arrays.stream(method.getGenericParameterTypes())
                    .map((Type type) -> Sample.value(type))
                    .toArray();
            assertThat(method.invoke(proxy, arguments))
                    .as(method.toString())
                    .usingRecursiveComparison() // of arrays in records too
                    .isEqualTo(Sample.value(method.getGenericReturnType()));
        }
    }

    @Test
    void verdictKeepsItsSurvivors() throws Exception {
        KillVerdict verdict = proxy(JobsMXBean.class).killJob(42, "KILL");
        assertThat(verdict.survivorProcesses()).containsExactly(new Survivor(4294967295L, "text", "text"));
    }

    private <T> T proxy(Class<T> mbeanInterface) throws Exception {
        ObjectName name = Sample.name(mbeanInterface);
        server.registerMBean(Sample.mbean(mbeanInterface), name);
        return JMX.newMXBeanProxy(server, name, mbeanInterface);
    }
}
