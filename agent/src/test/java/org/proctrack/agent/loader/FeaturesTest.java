// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.Feature;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.Refusal;
import org.proctrack.agent.loader.abi.Abi;
import org.proctrack.agent.loader.abi.Field;
import org.proctrack.mbeans.KernelFeature;

/** Features by a probe, and by the settings of what is loaded. */
class FeaturesTest {

    private static final int OLDER = 0x3f;
    private static final int BACKUP = Abi.FEATURE_BACKUP_HOOKS;
    private static final String WHY = "calling kernel function bpf_task_from_vpid is not allowed";

    private final ByteBuffer probe = Field.view(new byte[Abi.Probe.SIZEOF]);
    private final ByteBuffer settings = Field.view(new byte[Abi.Settings.SIZEOF]);

    @Test
    void aProbeTellsWhatTheKernelOffers() {
        Map<String, KernelFeature> features =
                byName(Features.optional(offered(Abi.FEATURE_CALLS), Optional.empty(), true));
        assertThat(features.keySet())
                .containsExactlyInAnyOrder(
                        "bpf_send_signal_task",
                        "bpf_task_from_pid",
                        "bpf_iter_task",
                        "sleepable_spin_lock",
                        "calls",
                        "call_tasks");
        assertThat(features.get("calls"))
                .isEqualTo(new KernelFeature("calls", true, "6.1", "lets any process use the calls of proctrack.h"));
        KernelFeature tasks = features.get("call_tasks");
        assertThat(tasks.available()).isFalse();
        assertThat(tasks.detail()).endsWith("; without it " + Feature.CALL_TASKS.without());
    }

    @Test
    void aProbeTellsWhyTheKernelRefuses() {
        refuse(Abi.Probe.REFUSALS.view(probe), 0, Abi.FEATURE_CALL_TASKS, WHY);
        Map<String, KernelFeature> features =
                byName(Features.optional(offered(Abi.FEATURE_CALLS), Optional.empty(), true));
        assertThat(features.get("call_tasks").detail()).endsWith("; the kernel refused it: " + WHY);
        assertThat(features.get("bpf_iter_task").detail()).endsWith(Feature.TASK_ITER.without());
    }

    @Test
    void whatIsLoadedCountsMoreThanWhatIsOffered() {
        refuse(Abi.Probe.REFUSALS.view(probe), 0, Abi.FEATURE_TASK_ITER, "at the moment");
        Abi.Settings.FEATURES.put(
                settings, OLDER & ~Abi.FEATURE_CALLS & ~Abi.FEATURE_CALL_TASKS & ~Abi.FEATURE_TASK_ITER);
        refuse(Abi.Settings.REFUSALS.view(settings), 1, Abi.FEATURE_CALL_TASKS, WHY);
        Map<String, KernelFeature> features =
                byName(Features.optional(offered(OLDER & ~Abi.FEATURE_TASK_ITER), Optional.of(settings), true));
        assertThat(features.get("call_tasks").available()).isFalse();
        assertThat(features.get("call_tasks").detail()).endsWith("; the kernel refused it: " + WHY);
        assertThat(features.get("calls").available()).isFalse();
        assertThat(features.get("calls").detail()).endsWith("; left out at start");
        assertThat(features.get("bpf_iter_task").detail()).endsWith(Feature.TASK_ITER.without());
        assertThat(features.get("bpf_task_from_pid").available()).isTrue();
    }

    /** Who may not load programs learns of the calls from what is loaded. */
    @Test
    void whatIsLoadedCountsMoreThanAProbeThatCannotTell() {
        Abi.Settings.FEATURES.put(settings, OLDER);
        assertThat(Features.optional(offered(0), Optional.of(settings), false))
                .allSatisfy(feature -> assertThat(feature.available()).isTrue());
    }

    @Test
    void theBackupHooksAreNamedWhereTheyAreInUseOrNeeded() {
        assertThat(backupHooks(OLDER, Optional.empty(), true)).isNull();
        assertThat(backupHooks(OLDER | BACKUP, Optional.empty(), true).available())
                .isTrue();
        assertThat(backupHooks(OLDER | BACKUP, Optional.empty(), false))
                .as("nobody can tell")
                .isNull();
        Abi.Settings.FEATURES.put(settings, OLDER);
        assertThat(backupHooks(OLDER, Optional.of(settings), true)).isNull();
        assertThat(backupHooks(OLDER | BACKUP, Optional.of(settings), true).available())
                .isFalse();
        Abi.Settings.FEATURES.put(settings, OLDER | BACKUP);
        assertThat(backupHooks(OLDER, Optional.of(settings), true).available()).isTrue();
    }

    @Test
    void oneReasonMayBeThatOfSeveralFeatures() {
        refuse(
                Abi.Settings.REFUSALS.view(settings),
                0,
                Abi.FEATURE_CALLS | Abi.FEATURE_CALL_TASKS,
                "Operation not permitted");
        refuse(Abi.Settings.REFUSALS.view(settings), 5, Abi.FEATURE_TASK_ITER, "kernel has no function \u001b[31m");
        assertThat(Features.refusals(settings))
                .containsExactly(
                        new Refusal(Feature.CALLS, "Operation not permitted"),
                        new Refusal(Feature.CALL_TASKS, "Operation not permitted"),
                        new Refusal(Feature.TASK_ITER, "kernel has no function \\x1b[31m"));
    }

    @Test
    void testsLeaveOutFeaturesByName() {
        assertThat(Features.bits(null)).isZero();
        assertThat(Features.bits("calls, call_tasks")).isEqualTo(16 | 32);
        assertThat(Features.bits("fork_hook,exit_hook")).isEqualTo(128 | 256);
        assertThat(Features.bits("backup_hooks")).isEqualTo(64);
        assertThat(Features.bits("all")).isEqualTo(OLDER);
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> Features.bits("all,cals"))
                .withMessageContaining("no kernel feature cals");
    }

    private ByteBuffer offered(int features) {
        Abi.Probe.FEATURES.put(probe, features);
        return probe;
    }

    private static void refuse(ByteBuffer refusals, int entry, int features, String reason) {
        ByteBuffer refusal =
                refusals.slice(entry * Abi.Refusal.SIZEOF, Abi.Refusal.SIZEOF).order(refusals.order());
        Abi.Refusal.FEATURES.put(refusal, features);
        Abi.Refusal.REASON.put(refusal, reason.getBytes(StandardCharsets.UTF_8));
    }

    private KernelFeature backupHooks(int offered, Optional<ByteBuffer> settings, boolean privileged) {
        return byName(Features.optional(offered(offered), settings, privileged)).get("backup_hooks");
    }

    private static Map<String, KernelFeature> byName(List<KernelFeature> features) {
        return features.stream().collect(Collectors.toMap(KernelFeature::name, Function.identity()));
    }
}
