// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command as C wants it: an array of pointers with a NULL at its end. */
final class NativeArguments implements AutoCloseable {

    private final Memory memory;

    NativeArguments(List<String> command) {
        List<byte[]> arguments = bytes(command, commandLineOfThisProcess(), charsetOfThisProcess());
        long text = (long) (arguments.size() + 1) * Native.POINTER_SIZE;
        memory = new Memory(
                text + arguments.stream().mapToLong(a -> a.length + 1L).sum());
        memory.clear();
        for (int i = 0; i < arguments.size(); i++) {
            byte[] argument = arguments.get(i);
            memory.setPointer((long) i * Native.POINTER_SIZE, memory.share(text));
            memory.write(text, argument, 0, argument.length);
            text += argument.length + 1L;
        }
    }

    Pointer pointer() {
        return memory;
    }

    /**
     * The bytes of a command's arguments. A JVM in the C locale cannot decode an argument that is not ASCII, but the
     * command is the tail of the JVM's own command line, where the bytes still are.
     */
    static List<byte[]> bytes(List<String> command, List<byte[]> line, Charset charset) {
        int head = line.size() - command.size();
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            String argument = command.get(i);
            boolean plain = StandardCharsets.US_ASCII.newEncoder().canEncode(argument);
            arguments.add(
                    plain || head < 0 || !new String(line.get(head + i), charset).equals(argument)
                            ? argument.getBytes(StandardCharsets.UTF_8)
                            : line.get(head + i));
        }
        return arguments;
    }

    private static Charset charsetOfThisProcess() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    private static List<byte[]> commandLineOfThisProcess() {
        List<byte[]> line = new ArrayList<>();
        try {
            byte[] all = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            int begin = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] == 0) {
                    line.add(Arrays.copyOfRange(all, begin, i));
                    begin = i + 1;
                }
            }
        } catch (IOException e) {
            // no /proc: the text has to do
        }
        return line;
    }

    @Override
    public void close() {
        memory.close();
    }
}
