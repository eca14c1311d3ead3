// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import javax.security.auth.Subject;
import org.proctrack.agent.remote.net.Refusals;
import org.proctrack.agent.remote.net.SocketListener;

/**
 * What a client may send as a Java object, against gadgets and lists that unfold without end. Everything else is refused before it is made, and told of: it does not come to
 * the login or the access controller. The patterns are those of {@link java.io.ObjectInputFilter}; how many bytes come is bounded
 * below, by the sockets.
 */
final class Filters {

    /** A user name and a password. */
    private static final ObjectInputFilter PAIR =
            ObjectInputFilter.Config.createFilter("maxdepth=2;maxrefs=10;maxarray=2;java.lang.String;!*");

    private static final int MAX_ARRAY = 10_000;

    /** An object may stand in a query many times, and is evaluated as often: with each step down, two or three times. */
    private static final int MAX_DEPTH = 8;

    /**
     * Names, numbers, texts, attributes, queries and filters of notifications. Of queries, not those that a client could
     * keep a processor or the memory busy with: patterns, which the JDK tries in all ways, sums of texts, which double, and
     * lists of up to 10,000 values.
     */
    private static final ObjectInputFilter KNOWN = ObjectInputFilter.Config.createFilter("maxdepth=" + MAX_DEPTH
            + ";maxrefs=10000;"
            + "maxarray=" + MAX_ARRAY + ";"
            + "!javax.management.MatchQueryExp;!javax.management.BinaryOpValueExp;!javax.management.InQueryExp;"
            + "!javax.management.Bad*;" // exceptions that call toString of what they carry while they are read
            + "java.lang.String;java.lang.Number;java.lang.Boolean;java.lang.Character;java.lang.Byte;java.lang.Short;"
            + "java.lang.Integer;java.lang.Long;java.lang.Float;java.lang.Double;java.lang.Object;java.lang.Enum;"
            + "java.math.BigInteger;java.math.BigDecimal;java.util.Date;"
            + "java.util.ArrayList;java.util.Vector;java.util.HashSet;"
            + "java.rmi.MarshalledObject;java.rmi.server.ObjID;java.rmi.server.UID;"
            + "javax.management.*;javax.management.openmbean.*;"
            + "!*");

    private final Refusals refusals;

    Filters(Refusals refusals) {
        this.refusals = refusals;
    }

    Status credentials(FilterInfo info) {
        return told(PAIR.checkInput(info), info);
    }

    Status arguments(FilterInfo info) {
        return told(argument(info), info);
    }

    private Status told(Status status, FilterInfo info) {
        if (status == Status.REJECTED) {
            String what =
                    info.serialClass() == null ? "too much" : info.serialClass().getTypeName();
            SocketListener.peer().ifPresent(peer -> refusals.refused(peer.getAddress(), "a refused object: " + what));
        }
        return status;
    }

    /** Nobody acts for others, so no Subject; an empty array of them comes with each request for notifications. */
    private static Status argument(FilterInfo info) {
        boolean empty = info.serialClass() == Subject[].class && info.arrayLength() <= MAX_ARRAY;
        return empty ? Status.ALLOWED : KNOWN.checkInput(info);
    }
}
