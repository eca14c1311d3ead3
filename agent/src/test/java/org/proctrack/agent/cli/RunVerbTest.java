// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.agent.kernel.FakeKernel;

class RunVerbTest {

    private final long self = ProcessHandle.current().pid();
    private final Shell shell = new Shell(FakeKernel.loaded().process(self, 1, "java"));

    @Test
    void theJobIsANewOneUnlessNamed() {
        assertThat(shell.line("run true").err()).startsWith("proctrack: job " + self + "\n");
        shell.line("run -j 42 -- true");
        assertThat(shell.kernel.changes())
                .containsExactly("begin " + self + " " + self, "exec 0 [true]", "exec 42 [true]");
    }

    @Test
    void whatFollowsTheCommandBelongsToIt() {
        shell.line("run -j 42 ls -j 5 --help -- -x");
        shell.line("run -j 42 -- ls --json -1");
        shell.run("run", "-j", "42", "sh", "-c", "", "\"quoted\"", "two words");
        assertThat(shell.kernel.changes())
                .containsExactly(
                        "exec 42 [ls, -j, 5, --help, --, -x]",
                        "exec 42 [ls, --json, -1]",
                        "exec 42 [sh, -c, , \"quoted\", two words]");
    }

    @Test
    void failsLikeAShell(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no program");
        shell.line("run nosuchcommand").exits(127).complains("nosuchcommand: command not found");
        shell.line("run -- -nosuchcommand").exits(127).complains("-nosuchcommand: command not found");
        shell.line("run /no/such/command").exits(127).complains("not found");
        shell.run("run", "").exits(127).complains("not found");
        shell.line("run " + text).exits(126).complains("not an executable");
        shell.line("run " + folder).exits(126).complains("not an executable");
        shell.environment.put("PATH", "/nowhere:" + folder);
        shell.line("run text").exits(126).complains("not an executable");
        shell.line("run true").exits(127);
        shell.environment.put("PATH", "/nowhere:" + folder + ":/bin");
        shell.line("run true").exits(1);
        shell.environment.remove("PATH");
        shell.line("run -j 42 true").exits(1);
        assertThat(shell.kernel.changes()).hasSize(3);
    }
}
