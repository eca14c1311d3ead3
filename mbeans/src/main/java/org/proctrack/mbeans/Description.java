// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What JConsole, jmxterm and the exporters show for an MBean, an attribute, an operation or a parameter. The
 * agent publishes it. An attribute has no other documentation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface Description {

    /**
     * The text.
     *
     * @return one sentence, with the unit where there is one, and the source of the figure
     */
    String value();
}
