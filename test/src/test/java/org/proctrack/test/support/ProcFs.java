// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What /proc says, as an independent witness. */
public final class ProcFs {

    private static final Path PROC = Path.of("/proc");

    private ProcFs() {}

    /** {@return whether a process can still run; one whose leader thread has ended shows Z, and has other threads} */
    public static boolean lives(long pid) {
        String stat = stat(pid);
        return !stat.isEmpty() && ("ZX".indexOf(stat.charAt(0)) < 0 || threads(pid) > 1);
    }

    private static long threads(long pid) {
        try (Stream<Path> tasks = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            return tasks.count();
        } catch (IOException e) {
            // it went away meanwhile
            return 0;
        }
    }

    /** {@return the processes that descend from one, by their parents; not itself} */
    public static Set<Long> descendants(long ancestor) {
        Set<Long> found = new TreeSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (long pid : pids()) {
                long parent = parent(pid);
                if ((parent == ancestor || found.contains(parent)) && lives(pid)) {
                    grown |= found.add(pid);
                }
            }
        }
        return found;
    }

    /** {@return all pids} */
    public static Set<Long> pids() {
        Set<Long> pids = new TreeSet<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .forEach(name -> pids.add(Long.valueOf(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pids;
    }

    /** {@return the parent of a process; 0 when it is gone} */
    public static long parent(long pid) {
        String stat = stat(pid);
        return stat.isEmpty() ? 0 : Long.parseLong(stat.split(" ", 3)[1]);
    }

    /** {@return the most memory that a process has had so far, in KiB} */
    public static long peakKib(long pid) {
        return number(pid, "status", "VmHWM:");
    }

    /** {@return how many bytes a process has read so far, from whatever can be read} */
    public static long readBytes(long pid) {
        return number(pid, "io", "rchar:");
    }

    private static long number(long pid, String file, String name) {
        try (Stream<String> lines =
                Files.lines(PROC.resolve(Long.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1)) {
            String line =
                    lines.filter(text -> text.startsWith(name)).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands behind the name, which may hold anything: state, parent, ... Empty when it is gone. */
    private static String stat(long pid) {
        try {
            String stat = new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // ESRCH while reading: it went away between open and read
            return "";
        }
    }
}
