// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.file.Path;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;

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
                        Kind.NOT_LOADED, "a stop is under way or was cut short: run proctrack stop, then start");
            case Errno.EPROTO ->
                new KernelException(
                        Kind.BUSY, "the pins in " + pins + " are of another proctrack version: proctrack stop --force");
            case Errno.EPERM, Errno.EACCES -> denied();
            case Errno.EAGAIN -> new KernelException(Kind.BUSY, what + " found no free cursor: try again");
            case Errno.ENOTDIR -> noBpffs(pins);
            case Errno.ENAMETOOLONG ->
                new KernelException(Kind.INVALID, "the name of the pin directory is too long: choose a shorter one");
            case Errno.EOPNOTSUPP ->
                new KernelException(
                        Kind.UNAVAILABLE, "this kernel lacks what " + what + " needs: see proctrack doctor");
            default -> new KernelException(Kind.FAILED, what + " failed with " + Errno.name(-error));
        };
    }

    static KernelException denied() {
        return new KernelException(
                Kind.DENIED,
                Privileges.sufficient()
                        ? "this kernel or container refuses BPF even to root: run on the host, see proctrack doctor"
                        : "you must be root (CAP_BPF, CAP_PERFMON)");
    }

    static KernelException noBpffs(String pins) {
        return new KernelException(Kind.UNAVAILABLE, noBpffsText(pins));
    }

    static String noBpffsText(String pins) {
        Path parent = Path.of(pins).getParent();
        return parent + " is not a bpffs: mount -t bpf bpf " + parent;
    }
}
