// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

class CliTest {

    private final Shell shell = new Shell(FakeKernel.loaded().member(42, 100, "sleep"));

    @Test
    void withoutAVerbTheTableGoesToStderr() {
        Shell.Result result = shell.run().exits(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("usage: proctrack VERB", "start", "kill");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void helpListsEveryVerb(String help) {
        Shell.Result result = shell.line(help).exits(0);
        for (Verb verb : Verbs.all()) {
            result.prints(verb.name(), verb.summary());
        }
        assertThat(result.err()).isEmpty();
    }

    @Test
    void everyVerbExplainsItself() {
        for (Verb verb : Verbs.all()) {
            String text = shell.line(verb.name() + " --help").exits(0).out();
            assertThat(text).startsWith("usage: " + verb.usage()).contains("--help");
            assertThat(shell.line("help " + verb.name()).exits(0).out()).isEqualTo(text);
            assertThat(verb.summary().length() + 14).as(verb.name()).isLessThanOrEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f x start",
                "--json list",
                "-n 5",
                "selftest x",
                "help nope",
                "help help help",
                "list 1 2",
                "status x",
                "list --nope",
                "list -x",
                "list -- -x",
                "list --jso",
                "start -n",
                "start --user-share",
                "start --user-share half",
                "start --no-calls=1",
                "start -n 1 -n 2",
                "start x",
                "stop x",
                "register",
                "register 1",
                "register 1 2 3",
                "register x 1",
                "register 1 x",
                "register 1e9 1",
                "find",
                "find 1.5",
                "find 0x10",
                "find +5",
                "adopt 1",
                "unregister",
                "unregister 1 2",
                "kill",
                "kill x",
                "kill 42 -s",
                "wait",
                "wait x",
                "wait 1 --timeout 10",
                "run",
                "run -j x true",
                "run --nope true",
                "version x",
                "dump x",
                "doctor x",
                "agent x",
                "agent -n 5",
                "start -n abc",
                "start -n 1e9",
                "start --history",
                "start --history many",
                "start --history 1e3",
                "start --debug=1",
                "agent --debug",
                "agent --history 5",
                "history x",
                "history 1 2",
                "history --limit",
                "history --limit x",
                "history --limit 1.5",
                "top 42",
                "top -n",
                "top -n x",
                "top -n 1.5",
                "top -d",
                "top -d x",
                "top -d 1,5",
                "top -d -1s",
                "top -d 1 -d 2",
                "top --rows 5",
                "start --overflow=no"
            })
    void whatDoesNotParseIsUsage(String line) {
        shell.line(line).exits(2).complains();
        assertThat(shell.opened()).as("kernel opened").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "register 0 1",
                "register -1 5",
                "register 4294967296 1",
                "register 1 0",
                "register 1 -1",
                "register 1 2147483648",
                "register 1 99999999999999999999",
                "adopt 0 1",
                "adopt 1 0",
                "unregister 0",
                "unregister -15",
                "find 0",
                "find -1",
                "list 0",
                "list -7",
                "kill 0",
                "kill -1",
                "wait 0",
                "start -n 0",
                "start --user-share 0",
                "start --user-share 101",
                "start -n -1",
                "start -nprocs 1000000000",
                "start -n=4194305",
                "run -j 0 true",
                "run -j -1 true",
                "agent --start -n 0"
            })
    void whatIsOutOfRangeIsRefusedWithTheRange(String line) {
        shell.line(line).exits(1).complains("out of range: must be 1 to ");
        assertThat(shell.opened()).as("kernel opened").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start --history -1",
                "start --history 1000001",
                "start --history 99999999999999999999",
                "agent --start --history -5",
                "history --limit -1",
                "history --limit 2147483648",
                "history 5 --limit -1",
                "history 0",
                "history -5",
                "top -n -1",
                "top -n 2147483648",
                "top -d 0",
                "top -d 0.09",
                "top -d 99ms",
                "top -d -1",
                "top -d 3601",
                "top -d 2h",
                "top -d 99999999999999999999"
            })
    void whatMayBeSmallIsRefusedBelowAndAbove(String line) {
        shell.line(line).exits(1).complains("out of range: must be ");
        assertThat(shell.opened()).as("kernel opened").isZero();
    }

    @Test
    void emptyArgumentsAreUsage() {
        shell.run("find", "").exits(2).complains();
        shell.run("start", "-n", "").exits(2).complains();
        shell.run("start", "-f", "").exits(2).complains("needs a file name");
        shell.run("").exits(2).complains("unknown verb");
    }

    @Test
    void optionsStandAfterTheVerb() {
        shell.line("-f x start").complains("-f must come after the verb: proctrack VERB");
    }

    @Test
    void helpNeedsNoKernel() {
        shell.line("help");
        shell.line("start --help");
        assertThat(shell.opened()).isZero();
    }

    @Test
    void errorsAreOneLineWhateverTheyQuote() {
        shell.run("find", "1\n\u001b[2J\u202e2").exits(2).complains("\"1??[2J?2\"");
        shell.kernel.refusing(new KernelException(Kind.FAILED, "two\nlines"));
        shell.line("list").exits(1).complains("two?lines");
    }

    @Test
    void detailsAreShownOnlyWhenTraced() {
        shell.kernel.refusing(new KernelException(Kind.FAILED, "the kernel refuses it", "verifier:\nR1 !\u001b", null));
        shell.line("list").exits(1).complains("the kernel refuses it (PROCTRACK_TRACE=1 shows the details)");
        shell.environment.put("PROCTRACK_TRACE", "1");
        assertThat(shell.line("list").exits(1).err())
                .startsWith("proctrack: the kernel refuses it\n")
                .contains("verifier:\nR1 !?\n", "KernelException", "\tat ");
    }

    @Test
    void kindsBecomeExitCodes() {
        Map<Kind, Integer> codes = Map.of(Kind.NOT_LOADED, 3, Kind.NO_SUCH_JOB, 4, Kind.NO_SUCH_PROCESS, 4);
        for (Kind kind : Kind.values()) {
            shell.kernel.refusing(new KernelException(kind, "no"));
            shell.line("find 1").exits(codes.getOrDefault(kind, 1)).complains("no");
        }
    }

    @Test
    void whatNobodyExpectedIsStillOneLine() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Cli cli = new Cli(
                () -> {
                    throw new UnsatisfiedLinkError("no jna");
                },
                Stdout.utf8(new ByteArrayOutputStream()),
                Stdout.utf8(err),
                Map.of());
        assertThat(cli.run("list")).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "proctrack: failed: java.lang.UnsatisfiedLinkError: no jna (PROCTRACK_TRACE=1 shows where)\n");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Cli(() -> shell.kernel, Stdout.utf8(full), Stdout.utf8(err), Map.of()).run("list");
        assertThat(code).isEqualTo(1);
        assertThat(err).hasToString("proctrack: cannot write the output\n");
    }
}
