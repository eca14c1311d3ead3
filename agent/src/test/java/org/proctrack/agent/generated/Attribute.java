// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.generated;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.proctrack.mbeans.Description;
import org.proctrack.mbeans.Metric;
import org.proctrack.mbeans.Unit;

/**
 * An attribute, as its getter in the MXBean interface describes it.
 *
 * @param getter what has the annotations
 */
public record Attribute(Method getter) {

    /** How a unit of JMX becomes the base unit of a metric: the factor, and the words for both. */
    private record Scale(String factor, String unit, String base) {}

    private static final Map<String, Scale> SCALES = Map.of(
            "nanoseconds",
            new Scale("1.0e-9", "in ns", "in seconds"),
            Unit.EPOCH_MILLIS,
            new Scale("0.001", "epoch milliseconds", "in seconds since the epoch"),
            "percent",
            new Scale("0.01", "in percent of", "as a share of"));

    /** In the order of the source, which reflection does not keep. */
    public static List<Attribute> of(Class<?> mbean) throws IOException {
        String file = "../mbeans/src/main/java/" + mbean.getName().replace('.', '/') + ".java";
        String source = Files.readString(Path.of(file));
        return Arrays.stream(mbean.getMethods())
                .filter(method -> method.getName().matches("(get|is)[A-Z]\\w*") && method.getParameterCount() == 0)
                .sorted(Comparator.comparing(method -> source.indexOf(" " + method.getName() + "();")))
                .map(Attribute::new)
                .toList();
    }

    String name() {
        return getter.getName().replaceFirst("^(get|is)", "");
    }

    /** As JSON has it. */
    public String key() {
        return decapitalized(name());
    }

    /** Whether it is a number, a boolean or a text. */
    public boolean isSimple() {
        return isText() || getter.getReturnType().isPrimitive();
    }

    boolean isText() {
        return getter.getReturnType() == String.class;
    }

    boolean isExported() {
        return getter.isAnnotationPresent(Metric.class);
    }

    Metric metric() {
        return getter.getAnnotation(Metric.class);
    }

    /** Empty for a unit that metrics have, too. */
    String factor() {
        return SCALES.containsKey(unit()) ? SCALES.get(unit()).factor() : "";
    }

    /** The description as far as its first semicolon; behind that is what only a client of JMX wants to know. */
    public String summary() {
        String text = getter.getAnnotation(Description.class).value().split(";", 2)[0];
        return text.replace("Writable: true", "True");
    }

    /** The same of the metric: in its unit, and of the number that a boolean becomes. */
    String metricSummary() {
        if (isText()) {
            return "1, with the label " + key() + ": " + decapitalized(summary());
        }
        if (getter.getReturnType() == boolean.class) {
            return summary().replaceFirst("^True if", "1 if") + ", else 0";
        }
        Scale scale = SCALES.get(unit());
        return scale == null ? summary() : summary().replace(scale.unit(), scale.base());
    }

    /** Left as it is when it begins with an abbreviation. */
    public static String decapitalized(String text) {
        return text.matches("[A-Z][A-Z].*") ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private String unit() {
        Unit unit = getter.getAnnotation(Unit.class);
        return unit == null ? "" : unit.value();
    }
}
