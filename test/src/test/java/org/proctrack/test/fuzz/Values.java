// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Parameters of MBeans, of the right type and of others; all of them classes of the JDK, as a client has them. */
final class Values {

    /** Types to ask for, some of which do not exist. */
    static final List<String> TYPES = List.of(
            "int",
            "long",
            "java.lang.String",
            "boolean",
            "double",
            "java.util.List",
            "[J",
            "[Ljava.lang.String;",
            "java.lang.Integer",
            "java.lang.Object",
            "void",
            "no.such.Class",
            "",
            "[",
            "java.util.Map");

    private static final int HUGE = 1 << 20;

    private Values() {}

    static Object of(String type, Chance chance) {
        if (chance.oneIn(30)) {
            return null;
        }
        return switch (type) {
            case "int", "java.lang.Integer" -> (int) chance.number();
            case "long" -> chance.number();
            case "java.lang.String" -> chance.oneIn(100) ? "\u4e16".repeat(HUGE) : chance.text();
            case "boolean" -> chance.oneIn(2);
            case "double" -> chance.of(List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE, 1e308));
            case "[J" -> new long[chance.below(1_000)];
            case "[Ljava.lang.String;" -> new String[chance.below(1_000)];
            case "java.util.List" -> nested(chance.below(200));
            case "java.util.Map" -> new HashMap<>(java.util.Map.of(chance.text(), chance.number()));
            default ->
                chance.of(List.of(new AtomicLong(1), BigInteger.TEN.pow(1_000), 'x', (byte) 1, 1.5f, new Object[0]));
        };
    }

    private static List<Object> nested(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(list);
            list = outer;
        }
        return list;
    }
}
