// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import javax.management.MBeanOperationInfo;

/** What an operation does to the system, as JMX counts it. */
public enum Impact {
    /** Reads only. */
    INFO(MBeanOperationInfo.INFO),
    /** Changes something and answers nothing. */
    ACTION(MBeanOperationInfo.ACTION),
    /** Changes something and answers what came of it. */
    ACTION_INFO(MBeanOperationInfo.ACTION_INFO);

    private final int code;

    Impact(int code) {
        this.code = code;
    }

    /**
     * The number that JMX uses.
     *
     * @return one of the constants of {@link MBeanOperationInfo}
     */
    public int code() {
        return code;
    }
}
