// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import org.junit.jupiter.api.TestInstance;
import org.proctrack.agent.kernel.contract.LifecycleContract;
import org.proctrack.agent.kernel.contract.ListingsContract;
import org.proctrack.agent.kernel.contract.Machine;
import org.proctrack.agent.kernel.contract.MembershipContract;
import org.proctrack.agent.kernel.contract.OwnersContract;
import org.proctrack.agent.kernel.contract.ReportsContract;
import org.proctrack.agent.kernel.contract.SignalsContract;

/** The fake keeps the contract that the real kernel keeps: test/agent/RealKernelTest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FakeKernelTest
        implements LifecycleContract,
                MembershipContract,
                SignalsContract,
                ListingsContract,
                ReportsContract,
                OwnersContract {

    private final Machine machine = loaded(OPTIONS);

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Machine unloaded() {
        return new InMemory(new FakeKernel());
    }

    private static final class InMemory implements Machine {

        private final FakeKernel kernel;
        private long lastPid = 1000;
        private long lastJob = 5_000_000;

        InMemory(FakeKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public long process() {
            return child(1);
        }

        @Override
        public Family family() {
            long parent = process();
            return new Family(parent, child(parent));
        }

        private long child(long parent) {
            kernel.process(++lastPid, parent, "sleep");
            return lastPid;
        }

        @Override
        public void kill(long pid) {
            kernel.killed(pid);
        }

        @Override
        public Group group() {
            return new Group(1000, "operators");
        }

        @Override
        public long unusedJob() {
            return ++lastJob;
        }

        @Override
        public void close() {}
    }
}
