// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Who lives on when a tree of processes is killed in each of three ways, for each trick of {@code proctrack selftest}; see the
 * script escapes. The program that plays a trick says how many processes are left, and ends them.
 */
public final class Escapes {

    private static final List<String> TRICKS = List.of(
            "daemon", "orphan", "environment", "name", "nohup", "sessions", "vfork", "clone-parent", "thread-exec",
            "leader-exit", "stopped", "setuid", "namespace", "cgroup", "chain", "bomb");
    private static final long JOB = 77;

    /** One way to kill. */
    private interface Way {
        /** Before the tree exists: pid is its root. */
        default void prepare(long pid) throws Exception {}

        void kill(long pid) throws Exception;
    }

    private final Path root;
    private final Map<String, Way> ways = new LinkedHashMap<>();

    private Escapes(Path root) {
        this.root = root;
        ways.put("ProcessHandle", Escapes::killDescendants);
        ways.put("cgroup.kill", new CGroup());
        ways.put("proctrack", new Way() {
            @Override
            public void prepare(long pid) throws Exception {
                run(root + "/scripts/proctrack", "register", "" + JOB, "" + pid);
            }

            @Override
            public void kill(long pid) throws Exception {
                run(root + "/kext/build/proctrack-kill", "" + JOB);
            }
        });
    }

    /** Arguments: the repository, rounds. */
    public static void main(String... arguments) throws Exception {
        Escapes escapes = new Escapes(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        System.out.printf("%nescapes: rounds with survivors, of %d%n  %-14s", rounds, "");
        escapes.ways.keySet().forEach(way -> System.out.printf("%15s", way));
        System.out.println();
        for (String trick : TRICKS) {
            StringBuilder row = new StringBuilder(String.format("  %-14s", trick));
            for (Way way : escapes.ways.values()) {
                row.append(String.format("%15s", escapes.rounds(trick, way, rounds)));
            }
            System.out.println(row);
        }
    }

    private String rounds(String trick, Way way, int rounds) throws Exception {
        int escaped = 0;
        for (int i = 0; i < rounds; i++) {
            String left = play(trick, way);
            if (left.startsWith("skip") || left.startsWith("failed")) {
                return left.split(" ", 2)[0];
            }
            escaped += left.equals("over") ? 0 : 1;
        }
        return Integer.toString(escaped);
    }

    /** {@return what the trick's program says of those that are left} */
    private String play(String trick, Way way) throws Exception {
        Process stage = new ProcessBuilder(root + "/kext/build/proctrack-tricks", trick).start();
        try (BufferedReader said = stage.inputReader(StandardCharsets.US_ASCII)) {
            long pid = Long.parseLong(said.readLine().substring("pid ".length()));
            way.prepare(pid);
            command(stage, 'g');
            String line = said.readLine();
            while (line.startsWith("member ")) {
                line = said.readLine();
            }
            if (!line.equals("ready")) {
                return line;
            }
            way.kill(pid);
            command(stage, 'k');
            return said.readLine();
        } finally {
            stage.getOutputStream().close();
            stage.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static void command(Process stage, char command) throws IOException {
        stage.getOutputStream().write(command);
        stage.getOutputStream().flush();
    }

    /** As Java programs do it. */
    private static void killDescendants(long pid) {
        ProcessHandle.of(pid).ifPresent(root -> {
            List<ProcessHandle> tree = new ArrayList<>(root.descendants().toList());
            tree.add(root);
            tree.forEach(ProcessHandle::destroyForcibly);
        });
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
    }

    /** A cgroup of its own, made for the tree. */
    private static final class CGroup implements Way {
        private final Path group = Path.of(mount(), "pt-bench-escapes");

        @Override
        public void prepare(long pid) throws Exception {
            Files.createDirectories(group);
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        }

        @Override
        public void kill(long pid) throws Exception {
            Files.writeString(group.resolve("cgroup.kill"), "1");
            for (int i = 0; i < 200 && Files.exists(group); i++) {
                Thread.sleep(10);
                try {
                    Files.delete(group);
                } catch (IOException e) {
                    // somebody is still in it, or made a group below
                }
            }
        }

        private static String mount() {
            try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
                return mounts.map(line -> line.split(" "))
                        .filter(fields -> fields[2].equals("cgroup2"))
                        .map(fields -> fields[1])
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
