// SPDX-License-Identifier: Apache-2.0
import com.sun.tools.attach.VirtualMachine;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.management.MBeanServerConnection;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.proctrack.mbeans.Names;

/** The client of jmx-list: asks in turns, and prints medians. */
public final class JmxList {

    /** As of a monitor that has run for a while: the agent's compiler waits for 200 calls, or 2,000. */
    private static final int WARM_UP = 1500;
    private static final String[] LIST = {"long", "int", "int"};

    private record Row(String what, Callable<Integer> call, double[] micros, int[] processes) {
        static Row of(String what, int rounds, Callable<Integer> call) {
            return new Row(what, call, new double[rounds], new int[1]);
        }

        void run(int round) throws Exception {
            long begin = System.nanoTime();
            processes[0] = call.call();
            if (round >= 0) {
                micros[round] = (System.nanoTime() - begin) / 1000.0;
            }
        }

        double median() {
            return micros[micros.length / 2];
        }

        double perProcess() {
            return median() / processes[0];
        }

        void print() {
            System.out.printf(
                    "  %-42s %10.2f %10.2f %10.2f %6d %10.2f%n",
                    what, median() / 1000, micros[0] / 1000, micros[micros.length - 1] / 1000, processes[0], perProcess());
        }
    }

    private static MBeanServerConnection server;

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[1]);
        VirtualMachine machine = VirtualMachine.attach(arguments[0]);
        JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            server = connector.getMBeanServerConnection();
            Row handles = Row.of("ProcessHandle.allProcesses() with info", rounds, JmxList::handles);
            Row table = Row.of("Processes.table()", rounds, () -> ((long[]) table().get("pids")).length);
            Row all = Row.of("Processes.listAll()", rounds, JmxList::all);
            Row each = Row.of("Processes.list of each job", rounds, JmxList::each);
            measure("101 jobs", rounds, handles, table, all, each);
            against("table", handles.perProcess(), table.perProcess());
            against("listAll", handles.perProcess(), all.perProcess());

            for (long job = 2; job <= 100; job++) {
                kill(job);
            }
            Row table150 = Row.of("Processes.table()", rounds, () -> ((long[]) table().get("pids")).length);
            Row all150 = Row.of("Processes.listAll()", rounds, JmxList::all);
            Set<Long> pids = LongStream.of((long[]) table().get("pids")).boxed().collect(Collectors.toSet());
            Row theirs = Row.of("ProcessHandle with info of those in jobs", rounds, () -> handles(pids));
            measure("2 jobs", rounds, theirs, table150, all150);
            kill(1000);
            Row table1 = Row.of("Processes.table()", rounds, () -> ((long[]) table().get("pids")).length);
            Row all1 = Row.of("Processes.listAll()", rounds, JmxList::all);
            measure("1 job", rounds, table1, all1);
            double others = theirs.perProcess() * 10_000;
            System.out.printf("  model of 10,000, %-25s %10.2f ms%n", "ProcessHandle", others / 1000);
            against("table, of 10,000", others, model("table", table150, table1));
            against("listAll, of 10,000", others, model("listAll", all150, all1));
        }
        machine.detach();
    }

    private static void measure(String what, int rounds, Row... rows) throws Exception {
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int turn = 0; turn < rows.length; turn++) {
                rows[Math.floorMod(turn + round, rows.length)].run(round);
            }
        }
        System.out.printf(
                "%n%-44s %10s %10s %10s %6s %10s%n", "jmx-list: " + what, "median", "min", "max", "procs", "us each");
        System.out.println("  (ms a call; through a local connection, turns taken)");
        for (Row row : rows) {
            Arrays.sort(row.micros());
            row.print();
        }
    }

    /** {@return microseconds for 10,000 processes in few jobs, by what a process more costs} */
    private static double model(String what, Row many, Row few) {
        double slope = (many.median() - few.median()) / (many.processes()[0] - few.processes()[0]);
        double micros = few.median() + (10_000 - few.processes()[0]) * slope;
        System.out.printf("  model of 10,000, %-25s %10.2f ms%n", what, micros / 1000);
        return micros;
    }

    private static void against(String what, double others, double ours) {
        double times = others / ours;
        System.out.printf(
                "  = times cheaper: %-25s %10.1f  limit %7.1f  %s%n", what, times, 10.0, times >= 10 ? "ok" : "under");
    }

    private static void kill(long job) throws Exception {
        server.invoke(Names.JOBS, "killJob", new Object[] {job, "KILL"}, new String[] {"long", "java.lang.String"});
    }

    /** Kernel threads, of which there is little to tell, are among them. */
    private static int handles() {
        return (int) ProcessHandle.allProcesses()
                .mapToLong(JmxList::look)
                .filter(looked -> looked >= 0) // else count() would look at none
                .count();
    }

    /** None of these is a kernel thread. */
    private static int handles(Set<Long> pids) {
        return (int) ProcessHandle.allProcesses()
                .filter(handle -> pids.contains(handle.pid()))
                .mapToLong(JmxList::look)
                .filter(looked -> looked >= 0)
                .count();
    }

    /** All that the JDK tells of a process and JMX does, too. */
    private static long look(ProcessHandle handle) {
        ProcessHandle.Info info = handle.info();
        return handle.parent().map(ProcessHandle::pid).orElse(0L)
                + info.command().map(String::length).orElse(0)
                + info.startInstant().map(start -> start.toEpochMilli()).orElse(0L)
                + info.user().map(String::length).orElse(0);
    }

    private static int all() throws Exception {
        return ((CompositeData[]) server.invoke(Names.PROCESSES, "listAll", null, null)).length;
    }

    private static CompositeData table() throws Exception {
        return (CompositeData) server.invoke(Names.PROCESSES, "table", null, null);
    }

    private static int each() throws Exception {
        int count = 0;
        for (long job : (long[]) server.getAttribute(Names.JOBS, "Ids")) {
            count += list(job);
        }
        return count;
    }

    private static int list(long job) throws Exception {
        Object[] values = {job, 0, 10_000};
        return ((CompositeData[]) server.invoke(Names.PROCESSES, "list", values, LIST)).length;
    }
}
