// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import java.util.Locale;

/** A way out of a job that was tried somewhere. The program {@code proctrack-tricks} plays it by its name. */
public enum Trick {
    /** Forked twice, a session of its own, its parents dead, its files closed. */
    DAEMON(true),
    /** Three generations on, with the two between dead. */
    ORPHAN(true),
    /** Executed with an empty environment. */
    ENVIRONMENT(false),
    /** Other names in the kernel and in its arguments. */
    NAME(false),
    /** Ignores and blocks what signals can be. */
    NOHUP(false),
    /** Other process groups and sessions at every generation. */
    SESSIONS(false),
    /** Born in its parent's memory. */
    VFORK(false),
    /** Its parent is a process outside of the job. */
    CLONE_PARENT(false),
    /** Executed by a thread that is not the first. */
    THREAD_EXEC(false),
    /** Its first thread is dead. */
    LEADER_EXIT(false),
    /** Stopped. */
    STOPPED(false),
    /** Another user. */
    SETUID(false),
    /** In pid, mount and user namespaces of its own. */
    NAMESPACE(false),
    /** In a cgroup of its own. */
    CGROUP(false),
    /** Each process forks the next one and exits. */
    CHAIN(true),
    /** A small fork bomb. */
    BOMB(true);

    private final boolean core;

    Trick(boolean core) {
        this.core = core;
    }

    /** {@return its name, for example clone-parent} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether a selftest without it proves nothing} */
    public boolean core() {
        return core;
    }
}
