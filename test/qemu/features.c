// SPDX-License-Identifier: Apache-2.0
// Which kernel features are on, and that each other one has a reason.
#include <string.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum {
	ALL = PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER |
	      PT_FEATURE_SLEEPABLE_LOCK | PT_FEATURE_CALLS | PT_FEATURE_CALL_TASKS,
	TASKS = PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER |
		PT_FEATURE_CALLS,
	STEPS_MOST = 500000,
};

/* What goes with the features that were left out. */
static uint32_t left_out(uint32_t off)
{
	if (off & TASKS)
		off |= PT_FEATURE_CALL_TASKS;
	if (off & PT_FEATURE_TASK_FROM_PID)
		off |= PT_FEATURE_SLEEPABLE_LOCK;
	return off;
}

/* The verifier gives up at a million; the next kernel, or the next change, needs room. */
static void check_steps(void)
{
	uint32_t most = extension_steps();

	check_info("verifier: %u steps at most", most);
	check("verified with ease", most > 0 && most <= STEPS_MOST, "%u steps", most);
}

void drill_features(const char *round)
{
	struct proctrackext_probe probe = {0};
	struct pt_state state = {0};
	uint32_t refused = 0;

	check_begin("%s features", round);
	check_steps();
	check_call("status", proctrackext_status(extension.pins, &state));
	check_call("probe", proctrackext_probe(extension.pins, &probe));
	for (int i = 0; i < PT_REFUSALS; i++) {
		const struct pt_refusal *refusal = &state.settings.refusals[i];

		if (!refusal->features)
			continue;
		check_info("refused %#x: %s", refusal->features, refusal->reason);
		check("a reason", refusal->reason[0], "none");
		refused |= refusal->features;
	}
	check_equal("as probed", state.settings.features & ALL,
		    probe.features & ALL & ~left_out(extension.features_off));
	check_equal("on and refused", state.settings.features & refused, 0);
	check_equal("left out and refused", extension.features_off & refused, 0);
	check_equal("without a word",
		    ALL & ~state.settings.features & ~refused & ~left_out(extension.features_off),
		    0);
}
