// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.management.Descriptor;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.mbeans.Description;

/** What a client sees of each MBean, through a real MBeanServer. */
class DescribedMBeanTest {

    private static final Set<String> PLAIN_TYPES = Set.of("int", "long", "boolean", "java.lang.String", "[J");
    private static final Set<String> NUMBERS = Set.of("int", "long");
    private static final Set<String> WRITABLE = Set.of("Debug", "ProcessEvents");
    private static final Set<String> RECORD_TYPES =
            Set.of("javax.management.openmbean.CompositeData", "[Ljavax.management.openmbean.CompositeData;");

    static List<Class<?>> interfaces() {
        return Sample.interfaces();
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void everythingHasItsText(Class<?> mbeanInterface) throws Exception {
        MBeanInfo info = info(mbeanInterface);
        assertThat(info.getDescription()).isEqualTo(text(mbeanInterface));
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            String getter = (attribute.isIs() ? "is" : "get") + attribute.getName();
            assertThat(attribute.getDescription())
                    .as(attribute.getName())
                    .isNotBlank()
                    .isEqualTo(text(mbeanInterface.getMethod(getter)));
        }
        for (MBeanOperationInfo operation : info.getOperations()) {
            assertThat(operation.getDescription())
                    .as(operation.getName())
                    .isNotBlank()
                    .isNotEqualTo(operation.getName());
            assertThat(operation.getImpact()).as(operation.getName()).isNotEqualTo(MBeanOperationInfo.UNKNOWN);
            for (MBeanParameterInfo parameter : operation.getSignature()) {
                assertThat(parameter.getName()).isNotBlank().doesNotMatch("(p|arg)\\d+");
                assertThat(parameter.getDescription())
                        .as(operation.getName() + " " + parameter.getName())
                        .isNotBlank()
                        .isNotEqualTo(parameter.getName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void attributesOfTheContractsTypesAndTwoOfThemWritable(Class<?> mbeanInterface) throws Exception {
        for (MBeanAttributeInfo attribute : info(mbeanInterface).getAttributes()) {
            assertThat(attribute.isWritable())
                    .as(attribute.getName())
                    .isEqualTo(WRITABLE.contains(attribute.getName()));
            assertThat(isContractType(attribute.getType(), attribute.getDescriptor()))
                    .as(attribute.getName() + " is " + attribute.getType())
                    .isTrue();
        }
    }

    /** Clients show it beside the number; reflection has no order, and a line should stay where it was. */
    @ParameterizedTest
    @MethodSource("interfaces")
    void attributesSortedAndNumbersWithTheirUnit(Class<?> mbeanInterface) throws Exception {
        MBeanAttributeInfo[] attributes = info(mbeanInterface).getAttributes();
        assertThat(attributes).extracting(MBeanAttributeInfo::getName).isSorted();
        for (MBeanAttributeInfo attribute : attributes) {
            boolean counts = NUMBERS.contains(attribute.getType())
                    && !attribute.getName().equals("Uid");
            Object units = attribute.getDescriptor().getFieldValue("units");
            assertThat(units != null).as(attribute.getName() + " " + units).isEqualTo(counts);
            if (attribute.getName().endsWith("Bytes")) {
                assertThat(units).isEqualTo("bytes");
            } else if (attribute.getName().endsWith("Nanos")) {
                assertThat(units).isEqualTo("nanoseconds");
            } else if (attribute.getName().endsWith("Millis")) {
                assertThat(units).isEqualTo("milliseconds since 1970-01-01 00:00 UTC");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void operationsOfPlainParametersAndNoOverload(Class<?> mbeanInterface) throws Exception {
        MBeanOperationInfo[] operations = info(mbeanInterface).getOperations();
        assertThat(Arrays.stream(operations).map(MBeanOperationInfo::getName))
                .doesNotHaveDuplicates()
                .isSorted();
        for (MBeanOperationInfo operation : operations) {
            assertThat(Arrays.stream(operation.getSignature()).map(MBeanParameterInfo::getType))
                    .as(operation.getName())
                    .isSubsetOf("int", "long", "boolean", "java.lang.String");
            assertThat("void".equals(operation.getReturnType())
                            || isContractType(operation.getReturnType(), operation.getDescriptor()))
                    .as(operation.getName() + " answers " + operation.getReturnType())
                    .isTrue();
        }
    }

    private static boolean isContractType(String type, Descriptor descriptor) {
        if (RECORD_TYPES.contains(type)) {
            String original = (String) descriptor.getFieldValue("originalType");
            return original.matches(
                    "(java\\.util\\.List<org\\.proctrack\\.mbeans\\.\\w+>|org\\.proctrack\\.mbeans\\.\\w+)");
        }
        return PLAIN_TYPES.contains(type);
    }

    private static String text(AnnotatedElement element) {
        return element.getAnnotation(Description.class).value();
    }

    private static MBeanInfo info(Class<?> mbeanInterface) throws Exception {
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        ObjectName name = Sample.name(mbeanInterface);
        server.registerMBean(Sample.mbean(mbeanInterface), name);
        return server.getMBeanInfo(name);
    }
}
