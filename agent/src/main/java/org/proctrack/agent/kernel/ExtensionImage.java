// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.proctrack.agent.files.TrustedFile;

/** A {@code proctrackext} file in memory: the bundled one, or one from disk. */
public final class ExtensionImage {

    private static final String BUNDLED = "/org/proctrack/kext/proctrackext";
    private static final long MAX_BYTES = 16L << 20;

    private final String name;
    private final byte[] bytes;

    private ExtensionImage(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** {@return the bundled image for an empty name, else the named file's} */
    public static ExtensionImage of(String file) {
        return file == null || file.isEmpty() ? bundled() : read(Path.of(file));
    }

    private static ExtensionImage bundled() {
        try (InputStream in = ExtensionImage.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new KernelException(
                        KernelException.Kind.FAILED,
                        "this jar carries no proctrackext: name one with -f FILE, or build with make -C kext");
            }
            return new ExtensionImage("bundled", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExtensionImage read(Path file) {
        try {
            if (!Files.exists(file)) {
                throw invalid(file + ": no such file; give a proctrackext file, or none to use the bundled one", null);
            }
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                throw invalid(file + ": not a proctrackext file; give the one that make -C kext built", null);
            }
            // What is loaded works in the kernel: it must be root's word, or ours
            byte[] bytes = TrustedFile.read(file, "extension", TrustedFile.Trust.CODE, MAX_BYTES);
            return new ExtensionImage(file.toAbsolutePath().normalize().toString(), bytes);
        } catch (IOException e) {
            throw invalid(e.getMessage(), e);
        }
    }

    private static KernelException invalid(String message, IOException cause) {
        return new KernelException(KernelException.Kind.INVALID, message, "", cause);
    }

    /** {@return absolute path, or {@code bundled}} */
    public String name() {
        return name;
    }

    /** {@return the ELF image; a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }
}
