// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import org.proctrack.agent.kernel.Kernel;
import org.proctrack.mbeans.ProcessInfo;

/** All records as text for people. */
final class Dump {

    private Dump() {}

    static String of(Kernel kernel) {
        StringBuilder text = new StringBuilder("job pid parent uid state command startMillis tabled\n");
        for (ProcessInfo process : kernel.allProcesses()) {
            text.append(process.jobId()).append(' ');
            text.append(process.pid()).append(' ');
            text.append(process.parentPid()).append(' ');
            text.append(process.uid()).append(' ');
            text.append(process.state()).append(' ');
            text.append(process.command()).append(' ');
            text.append(process.startMillis()).append(' ');
            text.append(process.tabled()).append('\n');
        }
        return text.toString();
    }
}
