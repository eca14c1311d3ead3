// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.proctrack.agent.text.Printable;

/** A file that is not used. The message is one line: which file, what is wrong with it, and what mends it. */
public final class FileRefusedException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final boolean missing;

    /**
     * A refusal.
     *
     * @param file which one
     * @param reason what is wrong with it, and what mends it
     */
    public FileRefusedException(Path file, String reason) {
        this(file, reason, false, null);
    }

    private FileRefusedException(Path file, String reason, boolean missing, IOException cause) {
        super(shown(file) + ": " + reason, cause);
        this.missing = missing;
    }

    /** {@return whether it is just not there} */
    public boolean isMissing() {
        return missing;
    }

    static FileRefusedException missing(Path file, String what) {
        return new FileRefusedException(file, "no such " + what, true, null);
    }

    static FileRefusedException foreign(Path path, Inode inode, String role) {
        String uid = Integer.toUnsignedString(inode.uid());
        String mend = (inode.isLink() ? "chown -h root " : "chown root ") + quoted(path);
        return new FileRefusedException(path, role + " belongs to uid " + uid + ": " + mend);
    }

    static FileRefusedException writable(Path path, Inode inode, String role) {
        return new FileRefusedException(
                path,
                "group or others may write " + role + " (mode " + inode.permissions() + "): chmod go-w "
                        + quoted(path));
    }

    /** {@return what the system said, as one line; a refusal as it is} */
    static FileRefusedException of(Path file, String what, IOException e) {
        if (e instanceof FileRefusedException refused) {
            return refused;
        }
        if (e instanceof NoSuchFileException) {
            return missing(file, what);
        }
        if (e instanceof AccessDeniedException) {
            return new FileRefusedException(file, "permission denied for the " + what + ": run as root", false, e);
        }
        String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        String reason = said == null ? e.getClass().getSimpleName() : said;
        return new FileRefusedException(file, "the " + what + " cannot be used: " + reason, false, e);
    }

    /** {@return the path as a shell takes it} */
    static String quoted(Path path) {
        String text = shown(path);
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A name may hold anything, and this goes to terminals and logs. */
    private static String shown(Path path) {
        return Printable.line(path.toString());
    }
}
