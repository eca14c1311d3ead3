// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.file.Path;
import java.util.List;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.procfs.Privileges;

/** What an errno means that any call may answer. What it means for one call only stands with that call. */
final class Refusals {

    private Refusals() {}

    /**
     * The refusal for an answer.
     *
     * @param error a negative errno
     * @param pins the extension's directory
     * @param what what was tried, for answers that nobody expected
     */
    static KernelException of(int error, String pins, String what) {
        return switch (-error) {
            case Errno.ENODEV -> new KernelException(Kind.NOT_LOADED, "extension is not loaded: run proctrack start");
            case Errno.ESHUTDOWN ->
                new KernelException(
                        Kind.NOT_LOADED, "a stop is in progress or was interrupted: run proctrack stop, then start");
            case Errno.EPROTO ->
                new KernelException(
                        Kind.BUSY,
                        "the pins in " + pins + " belong to another proctrack version: run proctrack stop --force");
            case Errno.EACCES -> closed(pins);
            case Errno.EPERM -> denied();
            case Errno.EAGAIN -> new KernelException(Kind.BUSY, what + " found the kernel busy: try again");
            case Errno.EMFILE ->
                new KernelException(
                        Kind.OUT_OF_FILES,
                        "out of file descriptors: raise LimitNOFILE= of the service, or ulimit -n, or close some");
            case Errno.ENFILE ->
                new KernelException(
                        Kind.OUT_OF_FILES, "this machine has too many open files: raise fs.file-max, see sysctl(8)");
            case Errno.ENOTDIR -> noBpffs(pins);
            case Errno.ENAMETOOLONG ->
                new KernelException(Kind.INVALID, "the name of the pin directory is too long: choose a shorter one");
            case Errno.EXDEV ->
                new KernelException(
                        Kind.UNAVAILABLE,
                        "this process is in its own pid namespace, where pids have other meanings: run it on the host, or"
                                + " use proctrack-run and the calls of proctrack.h, which translate pids");
            case Errno.EOPNOTSUPP ->
                new KernelException(
                        Kind.UNAVAILABLE, "this kernel lacks what " + what + " needs: see proctrack doctor");
            default -> new KernelException(Kind.FAILED, what + " failed with " + Errno.name(-error));
        };
    }

    /** What only root can do, and only with these capabilities. */
    static KernelException denied() {
        List<String> missing = Privileges.missing();
        if (!missing.isEmpty()) {
            return new KernelException(
                    Kind.DENIED,
                    "you must be root: this process lacks " + String.join(", ", missing) + "; run proctrack as root");
        }
        return new KernelException(
                Kind.DENIED,
                Privileges.root()
                        ? "this kernel or container refuses BPF even to root: run on the host, see proctrack doctor"
                        : "you must be root: only root can start and stop the extension");
    }

    /** No capability would help; so it is not the capabilities that the message names. */
    private static KernelException closed(String pins) {
        return new KernelException(
                Kind.DENIED,
                "you must be root, or in the group that has access to " + pins + " (proctrack grant GROUP)");
    }

    static KernelException noBpffs(String pins) {
        return new KernelException(Kind.UNAVAILABLE, noBpffsText(pins));
    }

    static String noBpffsText(String pins) {
        Path parent = Path.of(pins).getParent();
        return parent + " is not a bpffs: mount -t bpf bpf " + parent;
    }
}
