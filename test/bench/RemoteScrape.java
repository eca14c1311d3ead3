// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/**
 * The client of remote-scrape, which runs it from its source. Each round has one of each login, on connections of its
 * own, and one scrape by jmx_exporter.
 */
final class RemoteScrape {

    private static final long PAUSE_MILLIS = 400; // RMI's clients give up idle connections after 200; see remote-scrape
    private static final int TICKS_PER_SECOND = 100;

    /** One thing to measure. */
    private interface Act {
        void run() throws Exception;
    }

    private static final class Figure {
        private final double[] millis;
        private long ticks;

        Figure(int rounds) {
            millis = new double[rounds];
        }
    }

    private final String port;
    private final String exporter;
    private final Path agent;
    private final String password;
    private final int rounds;
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private RemoteScrape(String port, String exporter, String pid, String password, int rounds) {
        this.port = port;
        this.exporter = exporter;
        this.agent = Path.of("/proc", pid, "stat");
        this.password = password;
        this.rounds = rounds;
    }

    /** Arguments: port of the agent, of the exporter, the agent's pid, everybody's password, scrapes to warm up, rounds, jobs. */
    public static void main(String... arguments) throws Exception {
        int warm = Integer.parseInt(arguments[4]);
        int rounds = Integer.parseInt(arguments[5]);
        int jobs = Integer.parseInt(arguments[6]);
        RemoteScrape bench = new RemoteScrape(arguments[0], arguments[1], arguments[2], arguments[3], rounds);
        for (int i = 0; i < warm; i++) {
            Thread.sleep(PAUSE_MILLIS);
            bench.scrape(jobs);
        }
        for (int i = 0; i < rounds; i++) {
            String stranger = "user" + (i + 1); // each logs in once
            bench.measure("first login", i, () -> bench.logIn(stranger, bench.password).close());
            bench.measure("remembered login", i, () -> bench.logIn("user0", bench.password).close());
            bench.measure("wrong password", i, bench::fail);
            bench.measure("scrape", i, () -> bench.scrape(jobs));
        }
        bench.print(jobs);
    }

    @SuppressWarnings("BanJNDI") // the URL is our own
    private JMXConnector logIn(String user, String word) throws IOException {
        return JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"),
                Map.of(
                        JMXConnector.CREDENTIALS,
                        new String[] {user, word},
                        "com.sun.jndi.rmi.factory.socket",
                        new SslRMIClientSocketFactory()));
    }

    private void fail() throws IOException {
        try {
            logIn("user0", "not " + password).close();
        } catch (SecurityException e) {
            return;
        }
        throw new IOException("a wrong password was taken");
    }

    /** jmx_exporter logs in for each scrape, reads, and logs out. */
    private void scrape(int jobs) throws IOException {
        URL metrics = new URL("http://127.0.0.1:" + exporter + "/metrics");
        try (InputStream in = metrics.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            long seen = text.lines()
                    .filter(line -> line.startsWith("proctrack_job_processes{"))
                    .count();
            if (seen != jobs) {
                throw new IOException(seen + " jobs, not " + jobs);
            }
        }
    }

    private void measure(String what, int round, Act act) throws Exception {
        Thread.sleep(PAUSE_MILLIS);
        long ticks = ticks();
        long begin = System.nanoTime();
        act.run();
        double millis = (System.nanoTime() - begin) / 1e6;
        Figure figure = figures.computeIfAbsent(what, unknown -> new Figure(rounds));
        figure.millis[round] = millis;
        figure.ticks += ticks() - ticks;
    }

    /** Processor time of the agent, by proc(5). */
    private long ticks() throws IOException {
        String stat = Files.readString(agent);
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }

    private void print(int jobs) {
        row("%n%-44s %10s %10s %10s %6s%n", "remote-scrape: " + jobs + " jobs, TLS", "median", "min", "max", "times");
        row("  (ms; and the agent's processor time, mean)%n");
        figures.forEach((what, figure) -> {
            double[] sorted = figure.millis.clone();
            Arrays.sort(sorted);
            row("  %-42s %10.2f %10.2f %10.2f %6d%n", what, median(sorted), sorted[0], sorted[rounds - 1], rounds);
            row("  %-42s %10.2f%n", what + ", CPU", 1000.0 * figure.ticks / TICKS_PER_SECOND / rounds);
        });
        double[] last = figures.get("scrape").millis.clone();
        Arrays.sort(last);
        row("  = %-40s %10.2f  limit %7.2f  %s%n", "scrape", median(last), 150.0, median(last) <= 150 ? "ok" : "over");
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static void row(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
