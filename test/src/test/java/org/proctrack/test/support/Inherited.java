// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a process hands down to what it starts, and a JVM would change: signals, limits, the filter of core dumps. */
public final class Inherited {

    private static final int FILES = 777;
    private static final String FILTER = "0x21";
    /** Of which a JVM takes all but the first three for itself. */
    private static final String IGNORED = "HUP,INT,TERM,QUIT,PIPE,XFSZ,USR2";

    private Inherited() {}

    /** {@return what runs a command with nothing as usual} */
    public static List<String> unusual(List<String> command, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "sh",
                "-c",
                "ulimit -Sn " + FILES + "; echo " + FILTER + " >/proc/self/coredump_filter; exec env \"$@\"",
                "sh",
                "--ignore-signal=" + IGNORED));
        all.addAll(List.of(options));
        all.addAll(command);
        return all;
    }

    /** {@return a command that prints what it was handed down} */
    public static List<String> witness() {
        return List.of("cat", "/proc/self/status", "/proc/self/limits", "/proc/self/coredump_filter");
    }

    /** {@return what the witness said of it} */
    public static List<String> told(Run run) {
        return run.out()
                .lines()
                .filter(line -> line.matches("Sig(Blk|Ign|Cgt).*|Max .*|[0-9a-f]{8}"))
                .toList();
    }

    /** {@return what the witness says when nothing is between it and these circumstances} */
    public static List<String> unchanged(String... options) {
        List<String> told = told(Run.of(unusual(witness(), options).toArray(String[]::new)));
        if (told.size() < 20) {
            throw new AssertionError("the witness says too little: " + told);
        }
        return told;
    }

    /** {@return the same of a running JVM, with the mask of the thread that runs its main} */
    public static List<String> of(long jvm) {
        Path process = Path.of("/proc", Long.toString(jvm));
        List<String> lines = new ArrayList<>();
        for (Path file : List.of(
                process.resolve("status"),
                process.resolve("limits"),
                process.resolve("coredump_filter"),
                mainThread(process).resolve("status"))) {
            lines.add(read(file));
        }
        return told(new Run(List.of(), 0, String.join("\n", lines), ""));
    }

    /** Named like the launcher's first thread, and the first one after it. */
    private static Path mainThread(Path process) {
        String[] threads = process.resolve("task").toFile().list();
        return Arrays.stream(threads == null ? new String[0] : threads)
                .map(Long::valueOf)
                .sorted()
                .skip(1)
                .map(thread -> process.resolve("task/" + thread))
                .filter(thread -> read(thread.resolve("comm")).equals("java\n"))
                .findFirst()
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
