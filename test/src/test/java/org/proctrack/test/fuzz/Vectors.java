// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Argument vectors: the grammar of a verb, filled in rightly or oddly, and then words changed, doubled, swapped and
 * left out. None of them can become a command, serve or drill, or name a process that is not ours.
 */
final class Vectors {

    private static final Map<String, List<String>> OPTIONS = Map.ofEntries(
            Map.entry(
                    "start",
                    List.of(
                            "-f",
                            "-n",
                            "--user-share",
                            "--no-calls",
                            "--overflow",
                            "--history",
                            "--debug",
                            "--json",
                            "-filename",
                            "-nprocs")),
            Map.entry("stop", List.of("-f", "--force", "-filename", "--json")),
            Map.entry("status", List.of("--json")),
            Map.entry("list", List.of("--json", "JOB")),
            Map.entry("find", List.of("--json", "PID")),
            Map.entry("register", List.of("JOB", "PID", "--json")),
            Map.entry("adopt", List.of("JOB", "PID", "--json")),
            Map.entry("unregister", List.of("JOB", "--json")),
            Map.entry("run", List.of("-j", "--", "TEXT")),
            Map.entry("kill", List.of("JOB", "-s", "--grace", "--dry-run", "--json", "--signal")),
            Map.entry("wait", List.of("JOB", "--timeout", "--json")),
            Map.entry("agent", List.of("--start", "--audit", "-n", "-f", "--debug", "--history")),
            Map.entry("top", List.of("-d", "-n", "--json", "--delay", "--rounds")),
            Map.entry("history", List.of("JOB", "--limit", "--json")),
            Map.entry("doctor", List.of("--json")),
            Map.entry("selftest", List.of("--json")),
            Map.entry("dump", List.of("--json")),
            Map.entry("version", List.of("--json")),
            Map.entry("help", List.of("VERB")));

    private static final List<String> VERBS = OPTIONS.keySet().stream().sorted().toList();
    private static final Set<String> FLAGS =
            Set.of("--json", "--force", "--no-calls", "--debug", "--dry-run", "--start", "--");
    /** Verbs that take no argument, and so are refused with this one, whatever else there is. */
    private static final String POISON = "poison";

    /** No pid is as large. */
    private static final long FIRST_JOB = 4_000_000_001L;

    private static final Set<String> POISONED = Set.of("agent", "selftest");

    private final Children children;

    Vectors(Children children) {
        this.children = children;
    }

    String[] next(Chance chance, boolean aside) {
        if (chance.oneIn(200)) {
            return new String[0];
        }
        String verb = chance.of(VERBS);
        if (verb.equals("stop") && !chance.oneIn(100)) {
            verb = "kill";
        }
        List<String> words = new ArrayList<>();
        for (String option : OPTIONS.get(verb)) {
            if (!chance.oneIn(3)) {
                fill(option, words, chance);
            }
        }
        for (int changes = chance.below(4); changes > 1; changes--) {
            change(words, chance);
        }
        if (POISONED.contains(verb) || (aside && verb.equals("start"))) {
            words.add(POISON);
        }
        if (verb.equals("register") || verb.equals("adopt")) {
            words.replaceAll(word -> harmless(word, chance));
        }
        if (verb.equals("run")) {
            words.removeIf(word -> Files.isExecutable(pathOf(word)));
        }
        words.add(0, chance.oneIn(40) ? oddVerb(verb, chance) : verb);
        return words.toArray(String[]::new);
    }

    private static Path pathOf(String word) {
        return Path.of(word.startsWith("/") ? word : "/nonexistent");
    }

    /** Not a verb by accident, which would be one without poison. */
    private static String oddVerb(String verb, Chance chance) {
        String odd = chance.oneIn(2) ? verb + chance.text() : chance.text();
        return VERBS.contains(odd) ? "x" + odd : odd;
    }

    private void fill(String option, List<String> words, Chance chance) {
        switch (option) {
            case "JOB" -> words.add(chance.oneIn(3) ? chance.text() : Long.toString(FIRST_JOB + chance.below(4)));
            case "PID" -> words.add(chance.oneIn(3) ? chance.text() : Long.toString(children.pid(chance)));
            case "VERB" -> words.add(chance.oneIn(2) ? chance.text() : chance.of(VERBS));
            case "TEXT" -> words.add(chance.text());
            default -> {
                boolean joined = option.startsWith("--") && chance.oneIn(3);
                String value = value(option, chance);
                if (joined) {
                    words.add(option + "=" + value);
                } else {
                    words.add(option);
                    if (!FLAGS.contains(option)) {
                        words.add(value);
                    }
                }
            }
        }
    }

    private static String value(String option, Chance chance) {
        if (chance.oneIn(2)) {
            return chance.text();
        }
        return switch (option) {
            case "-s", "--signal" -> chance.of(List.of("TERM", "9", "SIGSTOP", "CONT", "RTMIN+3", "64"));
            case "--grace", "--timeout" -> chance.of(List.of("1ms", "20ms", "100ms"));
            case "-d", "--delay" -> "0.1";
            default -> Long.toString(1 + chance.below(3));
        };
    }

    private static void change(List<String> words, Chance chance) {
        int at = chance.below(words.size() + 1);
        if (at == words.size() || chance.oneIn(4)) {
            words.add(
                    at, chance.oneIn(4) ? chance.of(List.of("--", "-h", "--help", "-x", "--no-such")) : chance.text());
            return;
        }
        switch (chance.below(4)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, words.get(at));
            case 2 -> words.set(at, chance.text());
            default -> words.add(words.remove(at));
        }
    }

    /** Any number may come to stand where a pid is expected. */
    private String harmless(String word, Chance chance) {
        String digits = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(Character::isDigit)) {
            return word;
        }
        long pid = Long.parseLong(digits);
        return children.harmless(pid, chance) != pid ? Long.toString(children.pid(chance)) : word;
    }
}
