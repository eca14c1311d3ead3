// SPDX-License-Identifier: Apache-2.0
// The kernel refuses one program after the other, for an instruction that does not exist. Without
// the programs of the calls the rest is loaded, and says why; without any other nothing is.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "proctrack_checksum.h"
#include "scene.h"

enum { CAPACITY = 64, NO_INSTRUCTION = 0xff };

static const struct {
	const char *section;
	const char *program; /* the first one in it */
	uint32_t unless;     /* with these features it is not loaded */
	uint32_t needs;	     /* nor without these */
	bool may_miss;
} targets[] = {
	{"cgroup/setsockopt", "proctrack_command", 0, 0, true},
	{"cgroup/getsockopt", "proctrack_ask", 0, 0, true},
	{"tp_btf/sched_process_fork", "proctrack_fork", 0, 0, false},
	{"tp_btf/sched_wakeup_new", "proctrack_wake", 0, PT_FEATURE_BACKUP_HOOKS, false},
	{"tp_btf/sched_process_exit", "proctrack_exit", 0, 0, false},
	{"tp_btf/sched_process_free", "proctrack_free", 0, 0, false},
	{"syscall", "proctrack_call", 0, PT_FEATURE_SLEEPABLE_LOCK, false},
	{"iter/task", "proctrack_iterator", PT_FEATURE_SLEEPABLE_LOCK, 0, false},
};

/* The first instruction of a section; NULL = there is none of this name. */
static unsigned char *code_of(unsigned char *image, const char *name)
{
	const Elf64_Ehdr *elf = (const Elf64_Ehdr *)image;
	const Elf64_Shdr *sections = (const Elf64_Shdr *)(image + elf->e_shoff);
	const char *names = (const char *)image + sections[elf->e_shstrndx].sh_offset;

	for (int i = 0; i < elf->e_shnum; i++)
		if (sections[i].sh_type == SHT_PROGBITS &&
		    strcmp(names + sections[i].sh_name, name) == 0)
			return image + sections[i].sh_offset;
	return NULL;
}

static bool break_section(struct extension *e, const char *name)
{
	struct pt_checksum *checksum =
		(struct pt_checksum *)((char *)e->image + e->size - sizeof(*checksum));
	unsigned char *code = code_of(e->image, name);

	if (code)
		*code = NO_INSTRUCTION;
	checksum->sum = pt_checksum_of(e->image, e->size - sizeof(*checksum));
	return code;
}

static const char *reason_for(const struct pt_state *state, uint32_t feature)
{
	for (int i = 0; i < PT_REFUSALS; i++)
		if (state->settings.refusals[i].features & feature)
			return state->settings.refusals[i].reason;
	return "";
}

static void check_without_calls(struct extension *e)
{
	struct pt_state state = {0};
	uint32_t jobs;

	check_call("status", proctrackext_status(e->pins, &state));
	check_equal("calls", state.settings.features & PT_FEATURE_CALLS, 0);
	check("a reason", *reason_for(&state, PT_FEATURE_CALLS), "none");
	check_info("%s", reason_for(&state, PT_FEATURE_CALLS));
	check_call("stop", extension_stop(e, 0, &jobs));
}

static void refuse(size_t i)
{
	struct extension broken = extension;
	uint32_t jobs;
	int error;

	broken.image = malloc(extension.size);
	if (!check("memory", broken.image, "none"))
		return;
	memcpy(broken.image, extension.image, extension.size);
	check("section", break_section(&broken, targets[i].section), "none");
	error = extension_start(&broken, CAPACITY, PT_OVERFLOW_TRACK);
	if (targets[i].may_miss) {
		if (check_call("load", error))
			check_without_calls(&broken);
	} else {
		if (!check("refused", error < 0, "it is loaded"))
			extension_stop(&broken, PT_FLAG_FORCE, &jobs);
		check("named", strstr(broken.log, targets[i].program), "the log is silent");
	}
	check("no pins", !extension_left_pins(&extension), "left");
	free(broken.image);
}

void drill_refused(const char *round)
{
	struct proctrackext_probe probe = {0};

	check_begin("%s refused", round);
	check_call("probe", proctrackext_probe(extension.pins, &probe));
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		check_begin("%s refused %s", round, targets[i].program);
		if (probe.features & targets[i].unless ||
		    (probe.features & targets[i].needs) != targets[i].needs)
			check_skip("all", "this kernel does without the program");
		else
			refuse(i);
	}
}
