// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.file.Path;
import java.util.Optional;
import org.proctrack.agent.kernel.Group;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.library.SizeT;

/** Who besides root may use what is loaded. */
final class Granting {

    /** PROCTRACKEXT_NO_GROUP of the header. */
    private static final int NO_GROUP = -1;

    private static final int NAME_SIZE = 256;

    private final Calls calls;

    Granting(Calls calls) {
        this.calls = calls;
    }

    void grant(String group) {
        int error = calls.library().proctrackext_grant(calls.pins(), group);
        if (error != 0) {
            throw refused(error, group);
        }
    }

    Optional<Group> granted() {
        int[] group = new int[1];
        byte[] name = new byte[NAME_SIZE];
        int error = calls.library().proctrackext_granted(calls.pins(), group, name, new SizeT(NAME_SIZE));
        if (error != 0) {
            throw Refusals.of(error, calls.pins(), "grant");
        }
        return group[0] == NO_GROUP
                ? Optional.empty()
                : Optional.of(new Group(Integer.toUnsignedLong(group[0]), Lifecycle.text(name)));
    }

    private KernelException refused(int error, String group) {
        return switch (-error) {
            case Errno.EINVAL ->
                new KernelException(Kind.INVALID, "no group " + group + ": give the name or number of one");
            case Errno.EBUSY ->
                new KernelException(
                        Kind.BUSY,
                        "another group has access to "
                                + Path.of(calls.pins()).getParent()
                                + ", or a start or stop is in progress: check ls -ld, or try again");
            case Errno.EROFS ->
                new KernelException(
                        Kind.DENIED,
                        calls.pins() + " is read-only here, fully or in part: make it writable and try again;"
                                + " proctrack grant shows who may use it");
            case Errno.EACCES, Errno.EPERM ->
                new KernelException(Kind.DENIED, "you must be root: only root can grant access");
            default -> Refusals.of(error, calls.pins(), "grant");
        };
    }
}
