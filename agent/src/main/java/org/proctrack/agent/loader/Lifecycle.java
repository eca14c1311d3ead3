// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.proctrack.agent.kernel.ExtensionImage;
import org.proctrack.agent.kernel.ExtensionStatus;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.Release;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Errno;
import org.proctrack.agent.loader.abi.Field;
import org.proctrack.agent.loader.library.SizeT;
import org.proctrack.agent.loader.procfs.Privileges;

/** Start and stop: what to hand to the C library, and what its answers mean. */
final class Lifecycle {

    /** What does not fit is cut off at the end. */
    private static final int LOG_SIZE = 1 << 16;

    /** The verifier's log of one program may be megabytes. */
    private static final int VERBOSE_LOG_SIZE = 1 << 24;

    private static final String LIBBPF = "libbpf: ";
    private static final String LIBBPF_NO_BTF = "find valid kernel BTF";

    private final Calls calls;
    private final Supplier<Optional<ExtensionStatus>> status;

    /**
     * One start or stop.
     *
     * @param status asked for what a message needs to name
     */
    Lifecycle(Calls calls, Supplier<Optional<ExtensionStatus>> status) {
        this.calls = calls;
        this.status = status;
    }

    /** {@return what the library said, also of a load that went well} */
    String start(ExtensionImage image, StartOptions options) {
        byte[] bytes = image.bytes();
        byte[] log = new byte[options.verbose() ? VERBOSE_LOG_SIZE : LOG_SIZE];
        int error = calls.library()
                .proctrackext_start(
                        calls.pins(),
                        bytes,
                        new SizeT(bytes.length),
                        options(image, options),
                        log,
                        new SizeT(log.length));
        if (error != 0) {
            throw startRefused(error, image, options, text(log));
        }
        return text(log);
    }

    private static byte[] options(ExtensionImage image, StartOptions options) {
        byte[] struct = new byte[Abi.Options.SIZEOF];
        ByteBuffer view = Field.view(struct);
        Abi.Options.SIZE.put(view, Abi.Options.SIZEOF);
        Abi.Options.CAPACITY.put(view, options.capacity());
        Abi.Options.OVERFLOW.put(view, options.overflowKill() ? Abi.OVERFLOW_KILL : Abi.OVERFLOW_TRACK);
        int without = Features.bits(System.getenv("PROCTRACK_WITHOUT"));
        Abi.Options.FEATURES_OFF.put(view, options.calls() ? without : without | Abi.FEATURE_CALLS);
        Abi.Options.SHARE.put(view, options.userShare());
        Abi.Options.HISTORY.put(view, options.history());
        Abi.Options.DEBUG.put(view, options.debug() ? 1 : 0);
        Abi.Options.DEBUG_LOG.put(view, options.debugLog().getBytes(StandardCharsets.UTF_8));
        Abi.Options.FILE.put(view, image.name().getBytes(StandardCharsets.UTF_8));
        Abi.Options.VERSION.put(view, Release.version().getBytes(StandardCharsets.UTF_8));
        return struct;
    }

    private KernelException startRefused(int error, ExtensionImage image, StartOptions options, String log) {
        return switch (-error) {
            case Errno.EADDRINUSE -> refusal(Kind.ALREADY_LOADED, elsewhere(log), log);
            case Errno.EEXIST -> refusal(Kind.ALREADY_LOADED, "extension is already loaded" + loaded(), log);
            case Errno.ENOEXEC -> notAnExtension(image, log);
            case Errno.EPROTO ->
                refusal(
                        Kind.INVALID,
                        image.name()
                                + " belongs to another proctrack version: give another file, or none to use the bundled one",
                        log);
            case Errno.EBUSY -> refusal(Kind.BUSY, "another start or stop is in progress: try again", log);
            case Errno.EINVAL -> refusal(Kind.FAILED, "the kernel rejected " + image.name() + lastLine(log), log);
            case Errno.ENOMEM ->
                refusal(
                        Kind.FAILED,
                        "not enough kernel memory for " + options.capacity() + " records: start with a smaller -n",
                        log);
            case Errno.EOPNOTSUPP -> unavailable(log);
            case Errno.EACCES, Errno.EPERM, Errno.EROFS -> refusal(Kind.DENIED, denied(error), log);
            default -> general(error, "start", log);
        };
    }

    private static String elsewhere(String log) {
        return "another extension is loaded, and its pins are in another bpffs" + lastLine(log)
                + "; stop it where it was started, then start this one";
    }

    /** One line: the last one of our library's, which says what lacks. libbpf may have said much before. */
    static KernelException unavailable(String log) {
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        List<String> ours =
                lines.stream().filter(line -> !line.startsWith(LIBBPF)).toList();
        if (lines.isEmpty() || (ours.isEmpty() && log.contains(LIBBPF_NO_BTF))) {
            return refusal(Kind.UNAVAILABLE, Features.NO_BTF, log);
        }
        String message = ours.isEmpty() ? lines.get(lines.size() - 1) : ours.get(ours.size() - 1);
        return refusal(Kind.UNAVAILABLE, message.strip(), lines.size() == 1 ? "" : log);
    }

    void stop(ExtensionImage image, boolean force) {
        byte[] bytes = image.bytes();
        byte[] log = new byte[LOG_SIZE];
        int[] jobs = new int[1];
        int error = calls.library()
                .proctrackext_stop(
                        calls.pins(),
                        bytes,
                        new SizeT(bytes.length),
                        force ? Abi.FLAG_FORCE : 0,
                        jobs,
                        log,
                        new SizeT(log.length));
        if (error != 0) {
            throw stopRefused(error, image, jobs[0], text(log));
        }
    }

    private KernelException stopRefused(int error, ExtensionImage image, int jobs, String log) {
        return switch (-error) {
            case Errno.EBUSY ->
                refusal(Kind.BUSY, jobs == 0 ? "another start or stop is in progress: try again" : alive(jobs), log);
            case Errno.ESTALE ->
                refusal(
                        Kind.BUSY,
                        "another build is loaded" + builds(image)
                                + ": stop with the file it was started from, or with --force (in JMX: forceStop)",
                        log);
            case Errno.ENOEXEC -> notAnExtension(image, log);
            case Errno.ETIMEDOUT ->
                refusal(
                        Kind.FAILED,
                        "unloaded, but another process still holds its programs open: see bpftool prog",
                        log);
            case Errno.EACCES, Errno.EPERM, Errno.EROFS -> refusal(Kind.DENIED, denied(error), log);
            default -> general(error, "stop", log);
        };
    }

    private static String alive(int jobs) {
        return (jobs == 1 ? "1 job is alive: kill it first" : jobs + " jobs are alive: kill them first")
                + ", or stop with --force (in JMX: forceStop)";
    }

    /** What is loaded, for a message; nothing when that cannot be told, for another layout for instance. */
    private Optional<ExtensionStatus> known() {
        try {
            return status.get();
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    private String loaded() {
        return known().map(now -> " (n " + now.limits().capacity() + ", "
                                + now.build().file() + ")")
                        .orElse("") + ": proctrack stop first";
    }

    private String builds(ExtensionImage image) {
        long[] build = new long[1];
        byte[] bytes = image.bytes();
        int error = calls.library().proctrackext_build(bytes, new SizeT(bytes.length), build, null, new SizeT(0));
        String other = error == 0 ? Decoder.magic(build[0]) : "none";
        return known().map(now -> " (magic " + now.build().magic() + ", " + image.name() + " has " + other + ")")
                .orElse("");
    }

    private KernelException general(int error, String what, String log) {
        KernelException refusal = Refusals.of(error, calls.pins(), what);
        String message = refusal.kind() == Kind.FAILED ? refusal.getMessage() + lastLine(log) : refusal.getMessage();
        return refusal(refusal.kind(), message, log);
    }

    /** Whether it is a directory or a program that the kernel refuses: it is the rights to load that are wanting. */
    private static String denied(int error) {
        return -error == Errno.EROFS && Privileges.mayLoad()
                ? "bpffs is read-only for this process: see ReadWritePaths and ProtectKernelTunables of its unit"
                : Refusals.denied().getMessage();
    }

    private static KernelException notAnExtension(ExtensionImage image, String log) {
        return refusal(
                Kind.INVALID,
                image.name()
                        + ": not a proctrackext file, or a damaged one; give the one that make -C kext built, or none to use the bundled one",
                log);
    }

    private static KernelException refusal(Kind kind, String message, String log) {
        return new KernelException(kind, message, log, null);
    }

    private static String lastLine(String log) {
        String last = log.strip();
        return last.isEmpty() ? "" : ": " + last.substring(last.lastIndexOf('\n') + 1);
    }

    static String text(byte[] log) {
        int end = 0;
        while (end < log.length && log[end] != 0) {
            end++;
        }
        return new String(log, 0, end, StandardCharsets.UTF_8);
    }
}
