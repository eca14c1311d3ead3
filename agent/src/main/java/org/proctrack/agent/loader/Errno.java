// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

/** Linux's errno values, as far as the C library answers them. */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int E2BIG = 7;
    static final int ENOEXEC = 8;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENODEV = 19;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EROFS = 30;
    static final int ESHUTDOWN = 108;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENAMETOOLONG = 36;
    static final int EPROTO = 71;
    static final int EOPNOTSUPP = 95;
    static final int EADDRINUSE = 98;
    static final int ETIMEDOUT = 110;
    static final int ESTALE = 116;

    private Errno() {}

    /** {@return the name of a value, for messages about what nobody expected} */
    static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case ESRCH -> "ESRCH";
            case E2BIG -> "E2BIG";
            case ENOEXEC -> "ENOEXEC";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case EXDEV -> "EXDEV";
            case ENODEV -> "ENODEV";
            case ENFILE -> "ENFILE";
            case EMFILE -> "EMFILE";
            case EROFS -> "EROFS";
            case ESHUTDOWN -> "ESHUTDOWN";
            case ENOTDIR -> "ENOTDIR";
            case EINVAL -> "EINVAL";
            case ENAMETOOLONG -> "ENAMETOOLONG";
            case EPROTO -> "EPROTO";
            case EOPNOTSUPP -> "EOPNOTSUPP";
            case EADDRINUSE -> "EADDRINUSE";
            case ETIMEDOUT -> "ETIMEDOUT";
            case ESTALE -> "ESTALE";
            default -> "errno " + errno;
        };
    }
}
