// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx;

import java.util.Optional;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.Kernel;
import org.proctrack.agent.kernel.KernelException;

/**
 * What came of asking the kernel for the extension's state.
 *
 * @param status empty when nothing is loaded, and when the question was refused
 * @param refusal empty when there was an answer
 */
record StatusLook(Optional<ExtensionStatus> status, Optional<KernelException> refusal) {

    static StatusLook at(Kernel kernel) {
        try {
            return new StatusLook(kernel.status(), Optional.empty());
        } catch (KernelException e) {
            return new StatusLook(Optional.empty(), Optional.of(e));
        }
    }
}
