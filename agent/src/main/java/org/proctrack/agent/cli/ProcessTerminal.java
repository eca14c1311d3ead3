// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The terminal of this process. Its size comes from stty(1): the ioctl is out of Java's reach without JNA, which stays
 * in the loader, and a process each round costs some milliseconds.
 */
final class ProcessTerminal implements Terminal {

    private static final Path IN = Path.of("/proc/self/fd/0");
    private static final Path OUT = Path.of("/proc/self/fd/1");
    private static final Path ERR = Path.of("/proc/self/fd/2");
    private static final Path STAT = Path.of("/proc/self/stat");
    /** EventText of stat, behind the command. */
    private static final int GROUP = 2;

    private static final int FOREGROUND = 5;
    private static final Size USUAL = new Size(24, 80);

    private final Map<String, String> environment;
    private Size last;

    ProcessTerminal(Map<String, String> environment) {
        this.environment = environment;
        this.last = new Size(fromEnvironment("LINES", USUAL.rows()), fromEnvironment("COLUMNS", USUAL.columns()));
    }

    @Override
    public boolean out() {
        return moves() && isTerminal(OUT);
    }

    @Override
    public boolean err() {
        return moves() && isTerminal(ERR);
    }

    @Override
    public boolean in() {
        return isTerminal(IN);
    }

    /** Java's console is there when both ways lead to the terminal; it puts the echo back also when Ctrl-C ends us. */
    @Override
    public char[] secret(String prompt) {
        Console console = isTerminal(OUT) ? System.console() : null;
        return console == null ? null : console.readPassword("%s", prompt);
    }

    /** Not in the background, where reading from the terminal would stop us, and not from another terminal. */
    @Override
    public Optional<Keys> keys() {
        try {
            boolean same = Files.readSymbolicLink(IN).equals(Files.readSymbolicLink(OUT));
            return same && isTerminal(IN) && isInForeground(Files.readString(STAT))
                    ? RawMode.begin()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the process group is the one that the terminal listens to; see proc_pid_stat(5). */
    static boolean isInForeground(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return words.length > FOREGROUND && words[GROUP].equals(words[FOREGROUND]);
    }

    /** No TERM, or the one that Emacs and others set where escape sequences would be printed. */
    private boolean moves() {
        String term = environment.getOrDefault("TERM", "");
        return !term.isEmpty() && !term.equals("dumb");
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            String link = Files.readSymbolicLink(descriptor).toString();
            return link.startsWith("/dev/pts/") || link.startsWith("/dev/tty") || link.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** The last one that was known, when a fork bomb leaves no process for stty: that is when top is looked at. */
    @Override
    public Size size() {
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/stty", "size")
                    .redirectInput(new File(OUT.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            Process stty = builder.start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return last;
            }
            last = parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII), last);
        } catch (IOException | OutOfMemoryError e) {
            return last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last;
    }

    /** Reads {@code 24 80}. A serial line does not know its size, and says 0 0. */
    static Size parse(String text, Size otherwise) {
        String[] words = text.strip().split(" ", -1);
        if (words.length != 2 || !Numbers.looksLikeOne(words[0]) || !Numbers.looksLikeOne(words[1])) {
            return otherwise;
        }
        long rows = Numbers.toLong(words[0]);
        long columns = Numbers.toLong(words[1]);
        return rows < 1 || columns < 1 || rows > 65_535 || columns > 65_535
                ? otherwise
                : new Size((int) rows, (int) columns);
    }

    private int fromEnvironment(String name, int otherwise) {
        String text = environment.getOrDefault(name, "");
        long number = Numbers.looksLikeOne(text) ? Numbers.toLong(text) : 0;
        return number < 1 || number > 65_535 ? otherwise : (int) number;
    }
}
