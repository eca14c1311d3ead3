// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What lstat(2) says. Equal as long as nobody has written to the file, replaced it, or changed who may use it.
 *
 * @param mode type and permissions
 * @param uid owner
 * @param links names that it has
 * @param device where it is
 * @param number which one it is there
 * @param size in bytes
 * @param modified when its content was changed
 * @param changed when anything of it was changed
 */
record Inode(int mode, int uid, int links, long device, long number, long size, FileTime modified, FileTime changed) {

    private static final String ATTRIBUTES = "unix:mode,uid,nlink,dev,ino,size,lastModifiedTime,ctime";

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0022;
    private static final int OTHERS_ANYTHING = 0077;

    static Inode of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return new Inode(
                (Integer) found.get("mode"),
                (Integer) found.get("uid"),
                (Integer) found.get("nlink"),
                (Long) found.get("dev"),
                (Long) found.get("ino"),
                (Long) found.get("size"),
                (FileTime) found.get("lastModifiedTime"),
                (FileTime) found.get("ctime"));
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** In such a directory, as /tmp, only its owner takes an entry away. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    boolean othersMayDoAnything() {
        return (mode & OTHERS_ANYTHING) != 0;
    }

    /** {@return the permissions, as chmod(1) takes them} */
    String permissions() {
        return String.format("%04o", mode & 07777);
    }
}
