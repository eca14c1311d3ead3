// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** A case's own stream of chance: seed and case give the same one again. */
final class Chance {

    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "-",
            "--",
            "---",
            "=",
            ",",
            ",,",
            "\"",
            "'",
            "\\",
            "%s%n",
            "${x}",
            "`id`",
            ";",
            "|",
            "&",
            "*",
            "~",
            "true",
            "null",
            "String",
            "NaN",
            "Infinity",
            "0x10",
            "1e3",
            "+1",
            "-0",
            "00042",
            "１２３",
            "٣",
            "4 2",
            "42\n",
            "\u001b[31mred",
            "\u001b]0;title\u0007",
            "a\rb",
            "a\nb",
            "\u202egnirts",
            "\u2028",
            "e\u0301",
            "\u00e9",
            "\u4e16\u754c",
            "\ud83d\ude00",
            "\u0085",
            "\u009b31m",
            "SIGKILL",
            "kill",
            "9",
            "-9",
            "RTMIN+1",
            "RTMAX-99",
            "NOPE",
            "10s",
            "500ms",
            "2m",
            "1h",
            "1ms",
            "0s",
            "9999999999h",
            "1.5s",
            "s",
            "/",
            "/dev/null",
            "/dev/zero",
            "/etc/passwd",
            "/proc/self/mem",
            "/proc/kcore",
            "/nonexistent/x",
            ".",
            "..",
            "../../etc/passwd");

    private static final List<Long> ODD_NUMBERS = List.of(
            0L,
            1L,
            -1L,
            2L,
            63L,
            64L,
            65L,
            100L,
            101L,
            2048L,
            32767L,
            32768L,
            65535L,
            65536L,
            1_000_000L,
            1_000_001L,
            4_194_303L,
            4_194_304L,
            4_194_305L,
            (long) Integer.MAX_VALUE,
            Integer.MAX_VALUE + 1L,
            (long) Integer.MIN_VALUE,
            4_294_967_295L,
            4_294_967_296L,
            Long.MAX_VALUE,
            Long.MIN_VALUE);

    private final SplittableRandom random;

    Chance(long seed, long number) {
        // of its own, not the neighbour's moved by one
        random = new SplittableRandom(new SplittableRandom(seed + number).nextLong());
    }

    int below(int most) {
        return random.nextInt(most);
    }

    boolean oneIn(int many) {
        return below(many) == 0;
    }

    <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }

    long number() {
        return switch (below(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt();
            case 2 -> 1 + below(8);
            default -> of(ODD_NUMBERS);
        };
    }

    /** Text as nobody expects it. */
    String text() {
        return switch (below(12)) {
            case 0, 1, 2, 3, 4, 5 -> of(ODD_TEXTS);
            case 6, 7 -> Long.toString(number());
            case 8 -> number() + of(List.of("", "s", "ms", "h", "9".repeat(40), ".5", "-"));
            case 9 -> of(ODD_TEXTS) + of(ODD_TEXTS);
            case 10 -> random();
            default -> oneIn(20) ? "x".repeat(1 + below(100_000)) : random().repeat(1 + below(4));
        };
    }

    /** A few characters from anywhere, without NUL and halves of pairs, which no command line can carry. */
    private String random() {
        int[] points = random.ints(1 + below(12), 1, oneIn(3) ? 0x110000 : 0x100)
                .filter(point -> point < 0xd800 || point > 0xdfff)
                .toArray();
        return new String(points, 0, points.length);
    }
}
