// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.remote.HostPort;
import org.proctrack.agent.remote.net.KeyStores;
import org.proctrack.agent.text.Printable;

/** The options of the port for JMX clients of other machines. */
record RemoteChoices(HostPort where, RemoteSettings settings) {

    /** For usage lines. */
    static final String USAGE = "[--jmx [HOST:]PORT [--jmx-config FILE]]";

    static void describe(Options options) {
        options.addOption(Verb.value(
                null,
                "jmx",
                "[HOST:]PORT",
                "listen for JMX clients, with TLS, passwords and roles; default HOST 127.0.0.1"));
        options.addOption(config());
    }

    static org.apache.commons.cli.Option config() {
        return Verb.value(
                null,
                "jmx-config",
                "FILE",
                "settings file for --jmx; default " + RemoteSettings.DEFAULT + ", if it exists");
    }

    /** {@return what was asked for; empty when nothing was} */
    static Optional<RemoteChoices> of(Arguments arguments) {
        if (!arguments.has("jmx")) {
            if (arguments.has("jmx-config")) {
                throw arguments.usage("--jmx-config needs --jmx");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(new RemoteChoices(where(arguments), settings(arguments)));
        } catch (IOException e) {
            throw CliException.refused(e.getMessage(), e);
        }
    }

    static RemoteSettings settings(Arguments arguments) throws IOException {
        try {
            return RemoteSettings.read(
                    arguments.has("jmx-config")
                            ? Optional.of(Path.of(arguments.value("jmx-config")))
                            : Optional.empty());
        } catch (InvalidPathException e) {
            throw CliException.refused(
                    arguments.value("jmx-config") + ": this locale cannot represent the name; set LC_ALL=C.UTF-8");
        }
    }

    /** {@return lines: for JConsole, which asks for the rest in a dialog, and for jmxterm, which asks for the password} */
    List<String> howToConnect() {
        HostPort reached = where.reachedBy(settings.publicHost(), settings.publicPort());
        String trust = settings.tls() ? "-Djavax.net.ssl.trustStore=" + trustStore() + " " : "";
        String jconsole = "jconsole " + (settings.tls() ? "-J" + trust : "");
        String jmxterm = "java " + trust + "-jar jmxterm-1.0.4-uber.jar " + (settings.tls() ? "-s " : "");
        return List.of(
                Printable.line(jconsole + "  (Remote Process: " + reached + ", user, password)"),
                Printable.line(jmxterm + "-l " + reached + " -u USER"));
    }

    /** Who configured a certificate knows what trusts it. */
    private String trustStore() {
        return settings.keyStorePasswordFile().isPresent()
                ? "TRUSTSTORE"
                : KeyStores.forClients(settings.keyStore()).toString();
    }

    private static HostPort where(Arguments arguments) {
        String text = arguments.value("jmx");
        try {
            return HostPort.of(text);
        } catch (NumberFormatException e) {
            throw arguments.usage("--jmx must be [HOST:]PORT, for example 9010 or 10.0.0.7:9010, not \"" + text + "\"");
        } catch (IllegalArgumentException e) {
            throw CliException.refused("--jmx " + e.getMessage(), e);
        }
    }
}
