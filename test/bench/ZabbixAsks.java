// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asks a Zabbix Java gateway for all items of the template, for jobs 1 to n, as a server does; see the script clients. */
final class ZabbixAsks {

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int gateway = Integer.parseInt(arguments[0]);
        int jobs = Integer.parseInt(arguments[3]);
        List<String> keys = Pattern.compile("(?m)^ +key: '(jmx\\[.+)'$")
                .matcher(Files.readString(Path.of(arguments[5])))
                .results()
                .map(match -> match.group(1))
                .toList();
        String all = keys.stream()
                .flatMap(key -> key.contains("{#JMXID}")
                        ? IntStream.rangeClosed(1, jobs).mapToObj(id -> key.replace("{#JMXID}", "" + id))
                        : Stream.of(key))
                .map(key -> '"' + key.replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(","));
        byte[] body = ("{\"request\":\"java gateway jmx\",\"jmx_endpoint\":\"service:jmx:rmi:///jndi/rmi://127.0.0.1:"
                        + arguments[1] + "/jmxrmi\",\"username\":\"monitor\",\"password\":\"" + arguments[2]
                        + "\",\"keys\":[" + all + "]}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer question = ByteBuffer.allocate(13 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'Z', 'B', 'X', 'D', 1})
                .putLong(body.length)
                .put(body);
        while (true) {
            long start = System.nanoTime();
            try (Socket socket = new Socket("127.0.0.1", gateway)) {
                socket.getOutputStream().write(question.array());
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                System.out.println(answer.split("\"value\":", -1).length - 1 + " values, "
                        + (System.nanoTime() - start) / 1_000_000 + " ms");
            } catch (IOException e) {
                System.out.println(e);
            }
            Thread.sleep(Integer.parseInt(arguments[4]) * 1000L);
        }
    }
}
