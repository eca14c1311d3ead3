// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.mbeans.Names;

/** Bad input is refused with an exception that any client has, and changes nothing. */
class RefusalsTest {

    private static final List<ObjectName> BEANS = List.of(Names.EXTENSION, Names.JOBS, Names.PROCESSES, Names.job(42));

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = FakeKernel.loaded().member(42, 100, "sh").process(101, 1, "sleep");

    @BeforeEach
    void publish() {
        Published.mbeans(server, kernel).refresh();
    }

    /** JConsole puts "String" and 0 into the fields of an operation; one click on its button sends them. */
    @Test
    void whatJconsolePreFillsIsRefused() throws Exception {
        int tried = 0;
        for (ObjectName name : BEANS) {
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                if (operation.getSignature().length > 0) {
                    refused(() -> invoke(name, operation, preFilled(operation)));
                    tried++;
                }
            }
        }
        assertThat(tried).isEqualTo(22);
        assertThat(kernel.changes()).isEmpty();
        assertThat(server.getAttribute(Names.EXTENSION, "State")).isEqualTo("RUNNING");
    }

    private static Object[] preFilled(MBeanOperationInfo operation) {
        List<Object> values = new ArrayList<>();
        for (MBeanParameterInfo parameter : operation.getSignature()) {
            values.add(
                    switch (parameter.getType()) {
                        case "int" -> 0;
                        case "long" -> 0L;
                        default -> "String";
                    });
        }
        return values.toArray();
    }

    @Test
    void anImageThatOthersMayWriteIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("proctrackext"), "any");
        Files.setAttribute(file, "unix:mode", 0646);
        for (MBeanOperationInfo operation : server.getMBeanInfo(Names.EXTENSION).getOperations()) {
            if (operation.getSignature().length > 0) {
                Object[] values = preFilled(operation);
                values[0] = file.toString();
                if (values.length == 2) {
                    values[1] = 64;
                }
                assertThat(catchThrowable(() -> invoke(Names.EXTENSION, operation, values)))
                        .as(operation.getName())
                        .hasRootCauseInstanceOf(IllegalArgumentException.class)
                        .rootCause()
                        .hasMessageContaining("group or others may write the extension")
                        .hasMessageEndingWith("chmod go-w " + file);
            }
        }
        assertThat(kernel.changes()).isEmpty();
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                Arguments.of(Names.EXTENSION, "start", "n 0 is out of range", new Object[] {"", 0}),
                Arguments.of(Names.EXTENSION, "start", "n -1 is out of range", new Object[] {"", -1}),
                Arguments.of(Names.EXTENSION, "start", "n 4194305 is out of range", new Object[] {"", 4194305}),
                Arguments.of(Names.EXTENSION, "start", "/no/such: no such file", new Object[] {"/no/such", 1}),
                Arguments.of(Names.EXTENSION, "stop", "/no/such: no such file", new Object[] {"/no/such"}),
                Arguments.of(Names.JOBS, "register", "job 0 is out of range", new Object[] {0L, 101L}),
                Arguments.of(Names.JOBS, "register", "job 4294967296 is", new Object[] {4294967296L, 101L}),
                Arguments.of(Names.JOBS, "register", "pid 0 is out of range", new Object[] {42L, 0L}),
                Arguments.of(Names.JOBS, "register", "pid -1 is out of range", new Object[] {42L, -1L}),
                Arguments.of(Names.JOBS, "register", "no process 999", new Object[] {42L, 999L}),
                Arguments.of(Names.JOBS, "register", "process 100 is already in job 42", new Object[] {42L, 100L}),
                Arguments.of(Names.JOBS, "adopt", "no process 999", new Object[] {42L, 999L}),
                Arguments.of(Names.JOBS, "unregister", "job -1 is out of range", new Object[] {-1L}),
                Arguments.of(Names.JOBS, "killJob", "no job 43", new Object[] {43L, "KILL"}),
                Arguments.of(Names.JOBS, "killJob", "signal 0 is out of range", new Object[] {42L, "0"}),
                Arguments.of(Names.JOBS, "killJob", "no signal \"NOPE\"", new Object[] {42L, "NOPE"}),
                Arguments.of(Names.JOBS, "killJob", "no signal \"\"", new Object[] {42L, null}),
                Arguments.of(Names.JOBS, "terminateJob", "graceMillis 0 is", new Object[] {42L, 0L}),
                Arguments.of(Names.JOBS, "terminateJob", "no job 43", new Object[] {43L, 10L}),
                Arguments.of(Names.JOBS, "begin", "pid 0 is out of range", new Object[] {0L}),
                Arguments.of(Names.JOBS, "begin", "no process 999", new Object[] {999L}),
                Arguments.of(Names.JOBS, "begin", "process 100 is already in job 42", new Object[] {100L}),
                Arguments.of(Names.JOBS, "label", "job 0 is", new Object[] {0L, "text"}),
                Arguments.of(Names.JOBS, "label", "no job 43", new Object[] {43L, "text"}),
                Arguments.of(Names.JOBS, "awaitEmpty", "job 0 is", new Object[] {0L, 10L}),
                Arguments.of(Names.JOBS, "awaitEmpty", "millis 0 is", new Object[] {42L, 0L}),
                Arguments.of(Names.JOBS, "awaitEmpty", "millis 600001 is", new Object[] {42L, 600_001L}),
                Arguments.of(Names.JOBS, "historyOf", "job 4294967296 is", new Object[] {4294967296L}),
                Arguments.of(Names.PROCESSES, "page", "no job 43", new Object[] {43L, "", 64}),
                Arguments.of(Names.JOBS, "find", "process 101 is in no job", new Object[] {101L}),
                Arguments.of(Names.PROCESSES, "list", "no job 43", new Object[] {43L, 0, 10}),
                Arguments.of(Names.PROCESSES, "list", "offset -1 is", new Object[] {42L, -1, 10}),
                Arguments.of(Names.PROCESSES, "list", "limit 0 is", new Object[] {42L, 0, 0}),
                Arguments.of(Names.JOBS, "history", "offset -1 is", new Object[] {-1, 10}),
                Arguments.of(Names.JOBS, "history", "limit 0 is", new Object[] {0, 0}),
                Arguments.of(Names.PROCESSES, "find", "process 101 is in no job", new Object[] {101L}),
                Arguments.of(Names.job(42), "signal", "signal 65 is", new Object[] {"65"}),
                Arguments.of(Names.job(42), "terminate", "graceMillis -1 is", new Object[] {-1L}),
                Arguments.of(Names.JOBS, "history", "limit 10001 is", new Object[] {0, 10_001}),
                Arguments.of(Names.JOBS, "killJob", "no signal \"A?[31mB\":", new Object[] {42L, "A\u001b[31mB"}));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputIsRefused(ObjectName name, String operation, String message, Object[] arguments) throws Exception {
        for (MBeanOperationInfo info : server.getMBeanInfo(name).getOperations()) {
            if (info.getName().equals(operation)) {
                Throwable refusal = refused(() -> invoke(name, info, arguments));
                assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
            }
        }
        assertThat(kernel.changes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyRefusalOfTheKernelIsOneOfTheJdk(Kind kind) throws Exception {
        kernel.refusing(new KernelException(kind, "what to do", "log", new IllegalStateException("cause")));
        // without a descriptor they must not read as nothing: AttributesTest
        for (ObjectName name : kind == Kind.OUT_OF_FILES ? List.<ObjectName>of() : BEANS) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                assertThat(server.getAttribute(name, attribute.getName())).isNotNull();
            }
        }
        // first, for without the extension it takes itself back
        refused(() -> server.invoke(Names.job(42), "kill", null, null));
        for (ObjectName name : List.of(Names.EXTENSION, Names.JOBS, Names.PROCESSES)) {
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                refused(() -> invoke(name, operation, preFilled(operation)));
            }
        }
    }

    @Test
    void refusalsSpeakOfOperations() throws Exception {
        assertThat(refused(() -> invoke(Names.EXTENSION, operation(Names.EXTENSION, "stop"), "")))
                .hasMessageEndingWith("or call forceStop");
        assertThat(refused(() -> invoke(Names.EXTENSION, operation(Names.EXTENSION, "start"), "", 64)))
                .hasMessageEndingWith(": call stop first");
        kernel.stop(null, true);
        assertThat(refused(() -> invoke(Names.JOBS, operation(Names.JOBS, "find"), 100L)))
                .hasMessage("extension is not loaded: call start of Extension");
    }

    private MBeanOperationInfo operation(ObjectName name, String operation) throws Exception {
        return Stream.of(server.getMBeanInfo(name).getOperations())
                .filter(info -> info.getName().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEndedJobSaysSo() throws Exception {
        kernel.signal(42, 9); // by somebody else; the MBean is still there
        assertThat(refused(() -> server.invoke(Names.job(42), "suspend", null, null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("job 42 has ended: nothing to signal");
        assertThat(server.isRegistered(Names.job(42))).isFalse();
    }

    private Object invoke(ObjectName name, MBeanOperationInfo operation, Object... arguments) throws Exception {
        String[] signature = Stream.of(operation.getSignature())
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        return server.invoke(name, operation.getName(), arguments, signature);
    }

    private static Throwable refused(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(RuntimeMBeanException.class);
        Throwable refusal = thrown.getCause();
        assertThat(refusal.getClass())
                .isIn(IllegalArgumentException.class, IllegalStateException.class, SecurityException.class);
        assertThat(refusal.getCause()).isNull();
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
        return refusal;
    }
}
