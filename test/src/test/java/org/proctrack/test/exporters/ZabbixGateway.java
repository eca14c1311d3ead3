// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.exporters;

import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Jvm;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.remote.Folder;
import org.proctrack.test.support.remote.RemoteAgent;

/** Debian's Zabbix Java gateway on the loopback address, asked as a Zabbix server asks it. */
final class ZabbixGateway implements AutoCloseable {

    private static final byte[] HEADER = {'Z', 'B', 'X', 'D', 1};

    private final AgentJvm process;
    private final int port;

    private ZabbixGateway(AgentJvm process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that trusts an agent. */
    static ZabbixGateway start(Path trust) {
        int port = freePort();
        List<String> command = List.of(
                Jvm.CURRENT.java(),
                "-Dzabbix.listenIP=127.0.0.1",
                "-Dzabbix.listenPort=" + port,
                "-Dzabbix.startPollers=2",
                "-Dzabbix.timeout=30",
                "-Dsun.rmi.transport.tcp.responseTimeout=30000",
                "-Djavax.net.ssl.trustStore=" + trust,
                "-cp",
                classPath(),
                "com.zabbix.gateway.JavaGateway");
        ZabbixGateway gateway = new ZabbixGateway(AgentJvm.run(command, Map.of()), port);
        await("the gateway listens")
                .ignoreExceptions()
                .failFast(() -> {
                    if (!gateway.lives()) {
                        throw new AssertionError(gateway.process.text());
                    }
                })
                .until(() -> {
                    gateway.open().close();
                    return true;
                });
        return gateway;
    }

    /** The gateway takes no port above 32767, and those that the kernel gives out are. */
    private static int freePort() {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000); ; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody else's
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String classPath() {
        Path tree = Repository.file("test/target/zabbix/usr");
        return Stream.concat(
                        Stream.of("sbin/zabbix-java-gateway"),
                        Stream.of("com.android.json", "logback-core", "logback-classic", "slf4j-api")
                                .map(name -> "share/java/" + name))
                .map(name -> tree.resolve(name + ".jar").toString())
                .collect(Collectors.joining(":"));
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** {@return the whole answer to a question for items, whatever it says} */
    JsonObject ask(RemoteAgent agent, String user, List<String> keys) {
        JsonObject question = new JsonObject();
        question.addProperty("request", "java gateway jmx");
        question.addProperty("jmx_endpoint", "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + agent.port() + "/jmxrmi");
        question.addProperty("username", user);
        question.addProperty("password", Folder.PASSWORD);
        question.add("keys", new Gson().toJsonTree(keys));
        byte[] body = question.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer framed = ByteBuffer.allocate(HEADER.length + Long.BYTES + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HEADER)
                .putLong(body.length)
                .put(body);
        try (Socket socket = open()) {
            socket.getOutputStream().write(framed.array());
            byte[] answer = socket.getInputStream().readAllBytes();
            int start = HEADER.length + Long.BYTES;
            return JsonParser.parseString(new String(answer, start, answer.length - start, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether it lives} */
    boolean lives() {
        return process.process().isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
