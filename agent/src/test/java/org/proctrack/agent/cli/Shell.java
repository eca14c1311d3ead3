// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.Kernel;

/** Runs command lines against a fake kernel and looks at what comes out. */
final class Shell {

    final FakeKernel kernel;
    final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin:/usr/bin"));
    private final Terminal terminal;
    private InputStream in = InputStream.nullInputStream();
    private int opened;

    Shell(FakeKernel kernel) {
        this(kernel, Terminal.NONE);
    }

    /** A shell in front of which somebody sits. */
    Shell(FakeKernel kernel, Terminal terminal) {
        this.kernel = kernel;
        this.terminal = terminal;
    }

    /** What the next command lines read, one after the other. */
    Shell input(String text) {
        return input(text, StandardCharsets.UTF_8);
    }

    Shell input(String text, Charset charset) {
        in = new ByteArrayInputStream(text.getBytes(charset));
        return this;
    }

    /** What came of a command line. */
    record Result(int code, String out, String err) {

        Result exits(int expected) {
            assertThat(code).as("exit code; out: %s err: %s", out, err).isEqualTo(expected);
            return this;
        }

        Result prints(String... parts) {
            assertThat(out).contains(parts);
            return this;
        }

        /** One line on stderr, nothing on stdout. */
        Result complains(String... parts) {
            assertThat(out).isEmpty();
            assertThat(err).startsWith("proctrack: ").endsWith("\n");
            assertThat(List.of(parts)).allSatisfy(part -> assertThat(err).contains(part));
            assertThat(err.lines()).as("lines on stderr").hasSize(1);
            return this;
        }

        Result isQuiet() {
            assertThat(out).isEmpty();
            assertThat(err).isEmpty();
            return this;
        }

        JsonElement json() {
            assertThat(err).isEmpty();
            return JsonParser.parseString(out);
        }
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = Stdout.utf8(out);
        PrintStream errStream = Stdout.utf8(err);
        int code = new Cli(new Session(this::open, outStream, errStream, in, environment, terminal)).run(args);
        errStream.flush();
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs words that have no blanks in them. */
    Result line(String words) {
        return run(words.isEmpty() ? new String[0] : words.split(" ", -1));
    }

    /** How often a verb asked for the kernel. */
    int opened() {
        return opened;
    }

    private Kernel open() {
        opened++;
        return kernel;
    }
}
