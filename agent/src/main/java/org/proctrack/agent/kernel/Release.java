// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which proctrack this is. */
public final class Release {

    private Release() {}

    /** {@return its version, as the build wrote it down} */
    public static String version() {
        try (InputStream in = Release.class.getResourceAsStream("version.txt")) {
            return in == null ? "development" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version", e);
        }
    }
}
