// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** The unit of a number, which clients find in the field {@code units} of the attribute's descriptor. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Unit {

    /** Times are those of {@link System#currentTimeMillis()}. */
    String EPOCH_MILLIS = "milliseconds since 1970-01-01 00:00 UTC";

    /**
     * The unit.
     *
     * @return a noun in the plural: bytes, nanoseconds, processes
     */
    @DescriptorKey("units")
    String value();
}
