// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.proctrack.test.support.Bystander;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;

/** What lives on after a job's end and after scancel, under SLURM's plugins and under ours, in one run. */
@Tag("slow")
class SlurmEscapeTest {

    private static final String DAEMON = "daemon";
    private static final String LINE = "%-13s %5s %-7s %-8s %7s %12s %5s %9s";

    private static final List<String> table = new ArrayList<>();

    private final List<Proc> started = new ArrayList<>();

    /** How a job comes to its end. */
    private enum Ending {
        END {
            @Override
            void bring(SlurmJob job) {
                job.end();
            }
        },
        SCANCEL {
            @Override
            void bring(SlurmJob job) {
                job.cancel();
            }
        };

        abstract void bring(SlurmJob job);
    }

    /** How a job was begun, and is ended. */
    private record Scene(boolean batch, Ending ending) {

        static List<Scene> all() {
            return Stream.of(true, false)
                    .flatMap(batch -> Stream.of(Ending.values()).map(ending -> new Scene(batch, ending)))
                    .toList();
        }

        String begun() {
            return batch ? "sbatch" : "srun";
        }

        String ended() {
            return ending.name().toLowerCase(Locale.ROOT);
        }
    }

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Proc::kill);
    }

    @AfterAll
    static void print() {
        System.out.println(String.format(
                Locale.ROOT,
                LINE,
                "proctrack/",
                "nodes",
                "begun",
                "ended",
                "daemon",
                "'slurmstepd'",
                "'a b'",
                "ordinary"));
        table.forEach(System.out::println);
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void nobodyIsLeft(int nodes) {
        Pins pins = Pins.fresh();
        assertThat(Cli.at(pins).run("start").exit()).isZero();
        try (Bystander bystander = Bystander.start()) {
            Map<Scene, List<Proc>> left = play("proctrackext", nodes, pins);

            assertThat(left.values()).allMatch(List::isEmpty);
            assertThat(pins.records()).isEmpty();
            assertThat(bystander.lives()).isTrue();
        } finally {
            assertThat(Cli.at(pins).run("stop", "--force").exit()).isZero();
        }
    }

    /** What this SLURM does, and nobody's promise: the daemon is what all have in common. */
    @ParameterizedTest
    @CsvSource({"linuxproc,1", "linuxproc,3", "pgid,1", "pgid,3"})
    void othersLeaveTheDaemon(String type, int nodes) {
        Map<Scene, List<Proc>> left = play(type, nodes, Pins.fresh());

        assertThat(left.values()).allSatisfy(living -> {
            if (type.equals("pgid")) {
                assertThat(living).extracting(SlurmEscapeTest::kind).containsOnly(DAEMON);
            } else {
                assertThat(living).extracting(SlurmEscapeTest::kind).contains(DAEMON, "slurmstepd", "a b");
            }
        });
    }

    private Map<Scene, List<Proc>> play(String type, int nodes, Pins pins) {
        Map<Scene, SlurmJob> jobs = new LinkedHashMap<>();
        Map<Scene, List<Proc>> left = new LinkedHashMap<>();
        try (SlurmCluster cluster = SlurmCluster.start(type, nodes, pins)) {
            Scene.all()
                    .forEach(scene ->
                            jobs.put(scene, cluster.submit(scene.begun() + "-" + scene.ended(), scene.batch(), nodes)));
            Map<Scene, List<Proc>> all = new LinkedHashMap<>();
            jobs.forEach((scene, job) -> all.put(scene, job.awaitReady().processes()));
            all.values().forEach(started::addAll);
            assertThat(started).allMatch(Proc::lives);
            jobs.forEach((scene, job) -> scene.ending().bring(job));
            jobs.forEach((scene, job) -> {
                job.awaitOver();
                left.put(scene, Proc.living(all.get(scene)));
                table.add(row(type, nodes, scene, all.get(scene)));
            });
            killWhatIsLeft();
        }
        return left;
    }

    private static String row(String type, int nodes, Scene scene, List<Proc> all) {
        Map<String, String> counts = new LinkedHashMap<>();
        for (String kind : List.of(DAEMON, "slurmstepd", "a b", "names")) {
            List<Proc> ofKind =
                    all.stream().filter(process -> kind(process).equals(kind)).toList();
            counts.put(kind, Proc.living(ofKind).size() + "/" + ofKind.size());
        }
        List<Object> values = new ArrayList<>(List.of(type, nodes, scene.begun(), scene.ended()));
        values.addAll(counts.values());
        return String.format(Locale.ROOT, LINE, values.toArray());
    }

    private static String kind(Proc process) {
        return process.name().startsWith("kworker") ? DAEMON : process.name();
    }
}
