// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.proctrack.agent.loader.library.SizeT;

/** Names of users, from wherever this machine has them (files, LDAP). Kept for a minute: a directory may be slow. */
final class Users {

    private static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PASSWD_SIZE = 48; // struct passwd of x86-64 glibc; its first member is pw_name
    private static final int TEXT_SIZE = 16384;

    /** The one call of libc that is needed here. */
    @SuppressWarnings("MemberName") // the name in pwd.h
    interface Libc extends Library {
        int getpwuid_r(int uid, Pointer passwd, Pointer buffer, SizeT size, Pointer result);
    }

    private record Kept(String name, long nanoTime) {}

    private final Map<Long, Kept> names = new ConcurrentHashMap<>();

    /** {@return the name of a user; the number as text when it has none} */
    String name(long uid) {
        Kept kept = names.get(uid);
        if (kept == null || System.nanoTime() - kept.nanoTime() > KEEP_NANOS) {
            kept = new Kept(look(uid), System.nanoTime());
            names.put(uid, kept);
        }
        return kept.name();
    }

    private static String look(long uid) {
        try (Memory passwd = new Memory(PASSWD_SIZE);
                Memory text = new Memory(TEXT_SIZE);
                Memory result = new Memory(Native.POINTER_SIZE)) {
            int error = ThisProcess.LIBC.getpwuid_r((int) uid, passwd, text, new SizeT(TEXT_SIZE), result);
            boolean found = error == 0 && result.getPointer(0) != null;
            return found ? passwd.getPointer(0).getString(0) : Long.toString(uid);
        }
    }

    /** Opens libc, which is in this process already, at first use. */
    private static final class ThisProcess {
        static final Libc LIBC = Native.load(Libc.class);
    }
}
