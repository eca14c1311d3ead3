// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a process listens, from /proc: the witness behind ss(8). */
public final class Sockets {

    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Sockets() {}

    /** {@return TCP ports that a process listens on, on any address} */
    public static Set<Integer> listening(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = descriptors(process.resolve("fd"));
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(process.resolve(table))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[STATE].equals(LISTEN) && own.contains("socket:[" + words[INODE] + "]")) {
                    String address = words[LOCAL_ADDRESS];
                    ports.add(Integer.valueOf(address.substring(address.lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (NoSuchFileException e) {
            return List.of(); // a kernel without IPv6
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> descriptors(Path directory) {
        try (Stream<Path> links = Files.list(directory)) {
            return links.map(Sockets::target).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
