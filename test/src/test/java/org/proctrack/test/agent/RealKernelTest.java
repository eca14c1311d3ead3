// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.agent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.proctrack.agent.kernel.contract.LifecycleContract;
import org.proctrack.agent.kernel.contract.ListingsContract;
import org.proctrack.agent.kernel.contract.Machine;
import org.proctrack.agent.kernel.contract.MembershipContract;
import org.proctrack.agent.kernel.contract.OwnersContract;
import org.proctrack.agent.kernel.contract.ReportsContract;
import org.proctrack.agent.kernel.contract.SignalsContract;

/** The real kernel keeps the contract that the agent's own tests rely on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealKernelTest
        implements LifecycleContract,
                MembershipContract,
                SignalsContract,
                ListingsContract,
                ReportsContract,
                OwnersContract {

    private final Machine machine = loaded(OPTIONS);

    @AfterAll
    void unload() {
        machine.close();
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Machine unloaded() {
        return new RealMachine();
    }
}
