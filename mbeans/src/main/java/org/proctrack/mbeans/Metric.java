// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The metric as which {@code jmx_exporter.yaml} exports an attribute. The rest of its rule comes from the
 * {@link Description} and the {@link Unit}: scripts/generate writes it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Metric {

    /**
     * The name, in base units.
     *
     * @return what ends in {@code _total} for a counter, anything else for a gauge
     */
    String value();

    /**
     * A label besides the job's id, for attributes that share a metric.
     *
     * @return name and value with a = between them; empty for none
     */
    String label() default "";

    /**
     * Whether 0 is a value.
     *
     * @return false when there is no sample for 0
     */
    boolean zero() default true;
}
