// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * publish.c: attach and pin.  Everything is pinned in a directory beside the
 * real one and appears by one rename, so that nobody ever sees half an
 * extension, and a start that was killed leaves nothing that counts: the next
 * start or stop sweeps it away.
 */
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

struct program_pin {
	const char *name;
	const char *pin;
};

/* Entries last: nobody may enter a table that he cannot leave. The links have the programs' names.
 */
static const struct program_pin hooks[] = {
	{"proctrack_free", PT_PIN_FREE}, {"proctrack_wake", PT_PIN_WAKE},
	{"proctrack_end", PT_PIN_END},	 {"proctrack_exit", PT_PIN_EXIT},
	{"proctrack_fork", PT_PIN_FORK},
};

static const struct program_pin entry_points[] = {
	{"proctrack_call", PT_PIN_CALL},
	{"proctrack_page", PT_PIN_PAGE},
	{"proctrack_iterator", PT_PIN_ITERATOR},
};

static const struct program_pin calls[] = {
	{"proctrack_ask", PT_PIN_ASK},
	{"proctrack_command", PT_PIN_COMMAND},
};

static int pin(int fd, const char *directory, const char *name, mode_t mode)
{
	char path[PATH_MAX];
	int error = pins_path(path, directory, name);

	if (error)
		return error;
	if (bpf_obj_pin(fd, path) < 0)
		return -errno;
	return chmod(path, mode) < 0 ? -errno : 0;
}

static int pin_link(struct bpf_link *link, const char *directory, const char *as, mode_t mode)
{
	int error;

	if (!link)
		return -errno;
	error = pin(bpf_link__fd(link), directory, as, mode);
	bpf_link__destroy(link);
	return error;
}

static int attach_and_pin(struct bpf_object *object, const char *directory, const char *name,
			  const char *as, mode_t mode)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	return program ? pin_link(bpf_program__attach(program), directory, as, mode) : -ENOEXEC;
}

/* The calls, at the cgroup that every process is below. */
static int attach_calls(struct bpf_object *object, const char *directory)
{
	int error = 0, root AUTO_CLOSE = cgroup_open_root();

	if (root < 0)
		error = root;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && !error; i++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, calls[i].name);

		error = program ? pin_link(bpf_program__attach_cgroup(program, root), directory,
					   calls[i].pin, 0600)
				: -ENOEXEC;
	}
	if (!error)
		return 0;
	log_add("the calls of proctrack.h cannot be attached to the root of the cgroup2 hierarchy "
		"(%s): start with --no-calls",
		strerrordesc_np(-error));
	return -EOPNOTSUPP;
}

/* Only the state is read by clients; the other maps are pinned to be seen (bpftool map). */
static int pin_maps(struct bpf_object *object, const char *directory)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object) {
		const char *name = bpf_map__name(map);
		int error;

		if (strncmp(name, "pt_", 3) != 0)
			continue;
		error = pin(bpf_map__fd(map), directory,
			    strcmp(name, "pt_state") == 0 ? PT_PIN_STATE : name, 0600);
		if (error)
			return error;
	}
	return 0;
}

/* What this kernel does not allow or need was not loaded. */
static bool is_loaded(struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	return !program || bpf_program__autoload(program);
}

static int pin_program(struct bpf_object *object, const char *directory,
		       const struct program_pin *as)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, as->name);

	if (!program)
		return -ENOEXEC;
	return pin(bpf_program__fd(program), directory, as->pin, 0600);
}

static int attach_hook(struct bpf_object *object, const char *directory,
		       const struct program_pin *hook)
{
	int error;

	if (!is_loaded(object, hook->name))
		return 0;
	error = pin_program(object, directory, hook);
	return error ? error : attach_and_pin(object, directory, hook->name, hook->name, 0600);
}

static int pin_all(struct bpf_object *object, const char *directory, uint32_t features)
{
	int error = pin_maps(object, directory);

	for (size_t i = 0; i < sizeof(entry_points) / sizeof(entry_points[0]) && !error; i++)
		if (is_loaded(object, entry_points[i].name))
			error = pin_program(object, directory, &entry_points[i]);
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]) && !error; i++)
		error = attach_hook(object, directory, &hooks[i]);
	if (!error)
		error = attach_and_pin(object, directory, "proctrack_records", PT_PIN_RECORDS,
				       0444);
	if (!error && features & PT_FEATURE_CALLS)
		error = attach_calls(object, directory);
	return error;
}

/* Callers of the old entry point take turns; a lock on what anybody may open, anybody could hold.
 */
static int make_mailbox_lock(const char *directory)
{
	char path[PATH_MAX];
	int error = pins_path(path, directory, PT_PIN_MAILBOX_LOCK);

	if (error)
		return error;
	return mkdir(path, 0700) < 0 ? -errno : 0;
}

int publish(struct bpf_object *object, const char *pins, uint32_t features)
{
	char fresh[PATH_MAX];
	int error = pins_beside(fresh, pins, "new");

	if (error)
		return error;
	if (mkdir(fresh, 0755) < 0)
		return -errno;
	error = pin_all(object, fresh, features);
	if (!error && !(features & PT_FEATURE_SLEEPABLE_LOCK))
		error = make_mailbox_lock(fresh);
	if (!error && renameat2(AT_FDCWD, fresh, AT_FDCWD, pins, RENAME_NOREPLACE) < 0)
		error = -errno;
	if (error)
		pins_remove(fresh);
	return error;
}
