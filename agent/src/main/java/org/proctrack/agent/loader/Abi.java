// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.proctrack.agent.loader.Field.Bytes;
import org.proctrack.agent.loader.Field.U32;
import org.proctrack.agent.loader.Field.U64;

/**
 * {@code proctrack_abi.h} in Java: numbers and struct layouts that kernel, C and Java share. A test compares every field
 * with what the C compiler says; a field's name is the C name in capitals.
 */
final class Abi {

    static final int OP_REGISTER = 1;
    static final int OP_ADOPT = 2;
    static final int OP_UNREGISTER = 3;
    static final int OP_FIND = 4;
    static final int OP_LIST = 7;
    static final int OP_JOBS = 8;
    static final int OP_LABEL = 9;
    static final int OP_ACCOUNT = 10;
    static final int OP_HISTORY = 11;
    static final int OP_EVENTS = 12;
    static final int OP_WATCH = 13;
    static final int OP_DEBUG = 14;
    static final int OP_DUMP = 15;
    static final int OP_SWEEP = 16;

    static final int FLAG_FORCE = 1;
    static final int FLAG_ON = 4;

    static final int JOB_DYING = 1;
    static final int JOB_SUSPENDED = 2;
    static final int JOB_WATCHED = 16;

    static final int PROCESS_UNTABLED = 1;
    static final int PROCESS_ENDING = 2;

    static final int END_NORMAL = 0;
    static final int END_FAILED = 1;
    static final int END_SIGNAL = 2;
    static final int END_OOM = 3;

    static final int EVENT_REGISTERED = 1;
    static final int EVENT_EMPTIED = 2;
    static final int EVENT_SIGNALLED = 3;
    static final int EVENT_OVERFLOW = 4;
    static final int EVENT_STARTED = 5;
    static final int EVENT_EXITED = 6;
    static final int EVENT_DUMP = 7;

    static final int OVERFLOW_TRACK = 0;
    static final int OVERFLOW_KILL = 1;

    static final int FEATURE_SIGNAL_TASK = 1;
    static final int FEATURE_TASK_FROM_PID = 2;
    static final int FEATURE_TASK_ITER = 4;
    static final int FEATURE_SLEEPABLE_LOCK = 8;
    static final int FEATURE_CALLS = 16;
    static final int FEATURE_CALL_TASKS = 32;
    static final int FEATURE_BACKUP_HOOKS = 64;
    static final int FEATURE_FORK_HOOK = 128;
    static final int FEATURE_EXIT_HOOK = 256;

    private Abi() {}

    /** {@return a view of a struct, in its byte order} */
    static ByteBuffer view(byte[] struct) {
        return ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code struct pt_request}: one request, and its answer in place. */
    static final class Request {
        static final int SIZE = 64;

        static final U32 OP = new U32(0);
        static final U32 JOB = new U32(4);
        static final U32 PID = new U32(8);
        static final U32 SIGNAL = new U32(12);
        static final U32 USER = new U32(12);
        static final U32 FLAGS = new U32(16);
        static final U32 ERROR = new U32(20);
        static final U32 COUNT = new U32(24);
        static final U32 TOTAL = new U32(28);
        static final U64 AFTER = new U64(32);
        static final U64 HINT = new U64(40);
        static final U64 GENERATION = new U64(48);
        static final U32 REFUSED = new U32(56);
        static final U32 RESERVED = new U32(60);
        static final Bytes LABEL = new Bytes(32, 32);

        private Request() {}
    }

    /** {@code struct pt_process}: a process of a job. */
    static final class ProcessItem {
        static final int SIZE = 48;

        static final U32 PID = new U32(0);
        static final U32 JOB = new U32(4);
        static final U32 PARENT = new U32(8);
        static final U32 UID = new U32(12);
        static final U64 START = new U64(16);
        static final U32 FLAGS = new U32(24);
        static final U32 STATE = new U32(28);
        static final Bytes COMM = new Bytes(32, 16);

        private ProcessItem() {}
    }

    /** {@code struct pt_job_info}: a job that has processes. */
    static final class JobItem {
        static final int SIZE = 88;

        static final U32 ID = new U32(0);
        static final U32 UID = new U32(4);
        static final U32 PROCESSES = new U32(8);
        static final U32 UNTABLED = new U32(12);
        static final U32 PEAK = new U32(16);
        static final U32 FLAGS = new U32(20);
        static final U64 SINCE = new U64(24);
        static final U64 TOTAL = new U64(32);
        static final U32 USER = new U32(40);
        static final U32 ENDING = new U32(44);
        static final U64 GENERATION = new U64(48);
        static final Bytes LABEL = new Bytes(56, 32);

        private JobItem() {}
    }

    /** {@code struct pt_usage}: what processes have used. */
    static final class Usage {
        static final int SIZE = 120;

        static final U64 CPU = new U64(0);
        static final U64 USER = new U64(8);
        static final U64 VOLUNTARY = new U64(16);
        static final U64 INVOLUNTARY = new U64(24);
        static final U64 MINOR_FAULTS = new U64(32);
        static final U64 MAJOR_FAULTS = new U64(40);
        static final U64 READ_BYTES = new U64(48);
        static final U64 WRITE_BYTES = new U64(56);
        static final U64 READ_CHARS = new U64(64);
        static final U64 WRITE_CHARS = new U64(72);
        static final U64 MAX_RSS = new U64(80);
        static final Bytes ENDED = new Bytes(88, 32);

        private Usage() {}
    }

    /** {@code struct pt_account}: a job and what it has used. */
    static final class Account {
        static final int SIZE = 240;

        static final Bytes JOB = new Bytes(0, 88);
        static final U64 ENDED = new U64(88);
        static final U64 SEQUENCE = new U64(96);
        static final Bytes USAGE = new Bytes(104, 120);
        static final U32 SIGNAL = new U32(224);
        static final U32 SIGNAL_UID = new U32(228);
        static final U32 SIGNAL_PID = new U32(232);
        static final U32 RSS_BEFORE = new U32(236);

        private Account() {}
    }

    /** {@code struct pt_event}: something that happened. */
    static final class Event {
        static final int SIZE = 64;

        static final U64 SEQUENCE = new U64(0);
        static final U64 TIME = new U64(8);
        static final U64 GENERATION = new U64(16);
        static final U32 TYPE = new U32(24);
        static final U32 JOB = new U32(28);
        static final U32 PID = new U32(32);
        static final U32 UID = new U32(36);
        static final U32 VALUE = new U32(40);
        static final U32 COUNT = new U32(44);
        static final Bytes COMM = new Bytes(48, 16);

        private Event() {}
    }

    /** {@code struct pt_page}: one page of a listing. */
    static final class Page {
        static final int SIZE = 3136;

        static final Bytes HEAD = new Bytes(0, 64);
        static final Bytes PROCESSES = new Bytes(64, 3072);
        static final Bytes JOBS = new Bytes(64, 2992);
        static final Bytes ACCOUNTS = new Bytes(64, 2880);
        static final Bytes EVENTS = new Bytes(64, 3072);
        static final Bytes STATE = new Bytes(64, 1776);

        private Page() {}
    }

    /** {@code struct pt_refusal}: features that the kernel refused. */
    static final class Refusal {
        static final int SIZE = 128;

        static final U32 FEATURES = new U32(0);
        static final Bytes REASON = new Bytes(4, 124);

        private Refusal() {}
    }

    /** {@code struct pt_state}: the extension's own state. */
    static final class State {
        static final int SIZE = 1776;

        static final U64 MAGIC = new U64(0);
        static final U32 ABI_VERSION = new U32(8);
        static final U32 CLOSED = new U32(12);
        static final U32 CAPACITY = new U32(16);
        static final U32 JOB_CAPACITY = new U32(20);
        static final U32 PID_LIMIT = new U32(24);
        static final U32 OVERFLOW = new U32(28);
        static final U32 FEATURES = new U32(32);
        static final U32 BARRIER = new U32(36);
        static final U32 SHARE = new U32(40);
        static final U32 JOB_SHARE = new U32(44);
        static final U32 DEBUG = new U32(48);
        static final U32 HISTORY = new U32(52);
        static final U32 DISPLACED = new U32(56);
        static final U32 PADDING = new U32(60);
        static final U64 LOADED_AT = new U64(64);
        static final U32 TRACKED = new U32(72);
        static final U32 UNTABLED = new U32(76);
        static final U32 PEAK = new U32(80);
        static final U32 JOBS = new U32(84);
        static final U32 RECORD_FREE = new U32(88);
        static final U32 RECORD_UNUSED = new U32(92);
        static final U32 GHOST_FREE = new U32(96);
        static final U32 GHOST_UNUSED = new U32(100);
        static final U32 PID_TOP = new U32(104);
        static final U32 ENDING = new U32(108);
        static final U64 FORKS = new U64(112);
        static final U64 EXITS = new U64(120);
        static final U64 SEQUENCE = new U64(128);
        static final Bytes ENDED = new Bytes(136, 120);
        static final U64 BUILD = new U64(256);
        static final Bytes FILE = new Bytes(264, 256);
        static final Bytes VERSION = new Bytes(520, 32);
        static final Bytes DEBUG_LOG = new Bytes(552, 256);
        static final Bytes REFUSALS = new Bytes(808, 768);
        static final U64 UNTABLED_TOTAL = new U64(1576);
        static final U64 OVERFLOW_KILLS = new U64(1584);
        static final U64 LOST_EXITS = new U64(1592);
        static final U64 SIGNAL_FAILURES = new U64(1600);
        static final U64 HOOK_MISSES = new U64(1608);
        static final U64 HOOK_LOSSES = new U64(1616);
        static final U64 JOBS_TOTAL = new U64(1624);
        static final U64 JOBS_ENDED = new U64(1632);
        static final U64 HISTORY_DROPPED = new U64(1640);
        static final U64 EVENTS = new U64(1648);
        static final U64 EVENTS_READ = new U64(1656);
        static final U64 EVENTS_READ_AT = new U64(1664);
        static final U64 UNSETTLED = new U64(1672);
        static final U64 BIRTHS_REPAIRED = new U64(1680);
        static final U64 EXITS_REPAIRED = new U64(1688);
        static final U32 JOB_FREE = new U32(1696);
        static final U32 JOB_UNUSED = new U32(1700);
        static final U32 CURSOR_FREE = new U32(1704);
        static final U32 CURSOR_UNUSED = new U32(1708);
        static final U32 CURSORS = new U32(1712);
        static final U32 USER_FREE = new U32(1716);
        static final U32 USER_UNUSED = new U32(1720);
        static final U32 ACCOUNT_FREE = new U32(1724);
        static final U32 ACCOUNT_UNUSED = new U32(1728);
        static final U32 HISTORY_HEAD = new U32(1732);
        static final U32 HISTORY_TAIL = new U32(1736);
        static final U32 HISTORY_COUNT = new U32(1740);
        static final U32 USER_JOBS = new U32(1744);
        static final U32 ENDING_TOP = new U32(1748);
        static final U64 DUMPED_AT = new U64(1752);
        static final U64 IMAGE = new U64(1760);
        static final U64 EVENTS_LEFT_OUT = new U64(1768);

        private State() {}
    }

    /** {@code struct proctrackext_options}: how to start. */
    static final class Options {
        static final int SIZE = 576;

        static final U32 SIZE_FIELD = new U32(0);
        static final U32 CAPACITY = new U32(4);
        static final U32 OVERFLOW = new U32(8);
        static final U32 FEATURES_OFF = new U32(12);
        static final U32 FEATURES_ON = new U32(16);
        static final U32 SHARE = new U32(20);
        static final U32 HISTORY = new U32(24);
        static final U32 DEBUG = new U32(28);
        static final Bytes FILE = new Bytes(32, 256);
        static final Bytes VERSION = new Bytes(288, 32);
        static final Bytes DEBUG_LOG = new Bytes(320, 256);

        private Options() {}
    }

    /** {@code struct proctrackext_probe}: what this kernel offers. */
    static final class Probe {
        static final int SIZE = 784;

        static final U32 FEATURES = new U32(0);
        static final U32 BTF = new U32(4);
        static final U32 BPFFS = new U32(8);
        static final U32 CGROUP = new U32(12);
        static final Bytes REFUSALS = new Bytes(16, 768);

        private Probe() {}
    }
}
