// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParseException;
import com.google.gson.internal.LinkedTreeMap;
import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.rmi.MarshalledObject;
import java.rmi.Remote;
import java.rmi.server.RemoteObject;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import javax.management.MBeanServerConnection;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.mbeans.Names;
import org.proctrack.test.support.ProcFs;
import org.proctrack.test.support.remote.RemoteAgent;

/** Objects that do something when they are read, and objects without end. */
class RemoteDataTest {

    private static final int MIB = 1 << 20;
    private static final long GROWTH_KIB = 60 << 10;
    private static final String[] KILL = {"long", "java.lang.String"};

    @TempDir
    private static Path directory;

    private static RemoteAgent agent;

    private MBeanServerConnection honest;

    @BeforeAll
    static void start() {
        agent = RemoteAgent.start(directory);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void login() throws IOException {
        honest = agent.as("monitor");
    }

    @AfterEach
    void leave() throws IOException {
        assertThat(honest.isRegistered(Names.JOBS)).as("others go on").isTrue();
        agent.leave();
    }

    /** Of the JDK and of the agent's own class path, as the tools that make such things use them. */
    static List<Object> gadgets() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(Collections.reverseOrder());
        queue.addAll(List.of("a", "b"));
        Map<Object, Object> map =
                new HashMap<>(Map.of(URI.create("http://127.0.0.1:1/").toURL(), 1));
        LinkedTreeMap<String, Integer> tree = new LinkedTreeMap<>();
        tree.put("a", 1);
        RMIServer stub = agent.stub(); // whoever reads one calls back where it points to
        Object proxy = Proxy.newProxyInstance(
                RemoteDataTest.class.getClassLoader(),
                new Class<?>[] {Remote.class},
                new RemoteObjectInvocationHandler(((RemoteObject) stub).getRef()));
        return List.of(
                queue,
                map,
                tree,
                new Option("x", "y"),
                new JsonParseException("x"),
                new LastErrorException(1),
                new BadAttributeValueExpException(queue),
                stub,
                proxy,
                new Object[] {"admin", queue});
    }

    @Test
    void noGadgetIsReadAsCredentials() throws Exception {
        long before = refusals();
        for (Object gadget : gadgets()) {
            assertThatThrownBy(() -> agent.with(gadget))
                    .as(gadget.getClass().getName())
                    .isInstanceOfAny(IOException.class, SecurityException.class)
                    .hasStackTraceContaining("filter status: REJECTED");
        }
        await("each is told").until(() -> refusals() >= before + gadgets().size());
    }

    @Test
    void noGadgetIsReadAsAnArgument() throws Exception {
        MBeanServerConnection admin = agent.as("admin");
        long before = refusals();
        for (Object gadget : gadgets()) {
            assertThatThrownBy(() -> admin.invoke(Names.JOBS, "killJob", new Object[] {42L, gadget}, KILL))
                    .as(gadget.getClass().getName())
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("filter status: REJECTED");
        }
        await("each is told").until(() -> refusals() >= before + gadgets().size());
    }

    /** All lines of the audit that refuse something of its bytes. */
    private static long refusals() {
        Matcher matcher = Pattern.compile(
                        "op=connect from=127.0.0.1 count=(\\d+) verdict=refused message=\"a refused object")
                .matcher(agent.text());
        return matcher.results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void aHundredMebibytesAreCut() throws Exception {
        honest.queryNames(null, null);
        assertThat(catchThrowable(() -> agent.with(new String[] {"admin", "x".repeat(2 * MIB)})))
                .isNotNull(); // once before, so that classes and buffers are there
        long before = ProcFs.peakKib(agent.pid());
        long cuts = agent.cuts("a request of more than 1048576 bytes");
        String huge = "x".repeat(100 * MIB);

        assertThatThrownBy(() -> agent.with(new String[] {"admin", huge})).isInstanceOf(IOException.class);
        assertThat(honest.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
        RMIConnection admin = agent.stub().newClient(RemoteAgent.credentials("admin"));
        assertThatThrownBy(() -> admin.getAttribute(Names.JOBS, huge, null)).isInstanceOf(IOException.class);
        for (Object argument :
                Stream.of(huge, new byte[100 * MIB], new long[12 * MIB]).toList()) {
            MarshalledObject<?> arguments = new MarshalledObject<>(new Object[] {42L, argument});
            assertThatThrownBy(() -> admin.invoke(Names.JOBS, "killJob", arguments, KILL, null))
                    .isInstanceOf(IOException.class);
            assertThat(honest.getAttribute(Names.JOBS, "Count")).isEqualTo(0);
        }
        admin.close();

        await().until(() -> agent.cuts("a request of more than 1048576 bytes") >= cuts + 2);
        assertThat(ProcFs.peakKib(agent.pid()) - before).as("KiB more").isLessThan(GROWTH_KIB);
    }

    /** Small to send, large to build: a list in a list in a list. */
    @Test
    void whatUnfoldsIsCutToo() throws Exception {
        List<Object> bottom = new ArrayList<>();
        List<Object> bomb = bottom;
        for (int depth = 0; depth < 60; depth++) {
            bomb = new ArrayList<>(List.of(bomb, bomb));
        }
        Object argument = bomb;
        MBeanServerConnection admin = agent.as("admin");
        long before = refusals();
        assertThatThrownBy(() -> admin.invoke(Names.JOBS, "killJob", new Object[] {42L, argument}, KILL))
                .isInstanceOf(IOException.class);
        await().until(() -> refusals() > before);
    }
}
