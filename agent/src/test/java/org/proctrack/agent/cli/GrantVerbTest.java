// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class GrantVerbTest {

    private static final String NOBODY = "only root may register and kill other users' processes";

    private final Shell shell = new Shell(FakeKernel.loaded());

    @Test
    void saysWhoMayNow() {
        shell.line("grant operators").exits(0).prints("group operators (1000) may now kill any process");
        shell.line("grant 64999").exits(0).prints("group 64999 may now kill any process");
        assertThat(shell.kernel.changes()).containsExactly("grant operators", "grant 64999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "root"})
    void whatIsTakenBackIsNobodysAnyMore(String group) {
        shell.line("grant 64999").exits(0);
        String out = shell.line("grant " + group).exits(0).out();
        assertThat(out).endsWith("from now on, " + NOBODY + "\n").doesNotContain("may now");
        assertThat(out.startsWith("group root has id 0, which revokes the grant: "))
                .isEqualTo(group.equals("root"));
    }

    @Test
    void withoutAGroupItAsks() {
        shell.line("grant").exits(0).prints(NOBODY + "\n");
        shell.line("grant operators").exits(0);
        shell.line("grant").exits(0).prints("group operators (1000) may kill any process");
        assertThat(shell.kernel.changes()).containsExactly("grant operators");
    }

    @Test
    void jsonHasNullForWhatIsNotThere() {
        assertThat(shell.line("grant --json").exits(0).json()).hasToString("{\"groupId\":null,\"group\":null}");
        assertThat(shell.line("grant --json operators").exits(0).json())
                .hasToString("{\"groupId\":1000,\"group\":\"operators\"}");
        assertThat(shell.line("grant 7 --json").exits(0).json()).hasToString("{\"groupId\":7,\"group\":null}");
        assertThat(shell.line("grant 0 --json").exits(0).json()).hasToString("{\"groupId\":null,\"group\":null}");
    }

    @Test
    void refusalsAreTheKernels() {
        shell.line("grant nope").exits(1).complains("no group nope");
        shell.line("grant 1 2").exits(2).complains("wrong number of arguments");
        shell.kernel.refusing(new KernelException(Kind.DENIED, "only root can grant access"));
        shell.line("grant 0").exits(1).complains("only root can grant access");
        Shell unloaded = new Shell(new FakeKernel());
        unloaded.line("grant").exits(3).complains("not loaded");
        unloaded.line("grant 0").exits(3).complains("not loaded");
    }
}
