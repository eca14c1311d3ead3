// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * publish.c: attach and pin.  Everything is pinned in a directory beside the
 * real one and appears by one rename, so that nobody ever sees half an
 * extension, and a start that was killed leaves nothing that counts: the next
 * start or stop sweeps it away.
 */
#include "internal.h"
#include "pin_table.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

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

static int attach_call(struct bpf_object *object, const char *directory, const struct pin_row *call,
		       int root)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, call->object);

	return program ? pin_link(bpf_program__attach_cgroup(program, root), directory, call->pin,
				  0600)
		       : -ENOEXEC;
}

/* The calls, at the cgroup that every process is below. */
static int attach_calls(struct bpf_object *object, const char *directory)
{
	int root AUTO_CLOSE = cgroup_open_root();
	int error = root < 0 ? root : 0;

	for_each_pin_of (row, PIN_CALL)
		error = error ? error : attach_call(object, directory, row, root);
	if (!error)
		return 0;
	log_add("the calls of proctrack.h cannot be attached to the root of the cgroup2 hierarchy "
		"(%s): start with --no-calls",
		strerrordesc_np(-error));
	return -EOPNOTSUPP;
}

static const char *pin_of_map(const char *map)
{
	for_each_pin_of (row, PIN_MAP)
		if (strcmp(row->object, map) == 0)
			return row->pin;
	return map;
}

/* Those that are not in the table are pinned to be seen (bpftool map). */
static int pin_maps(struct bpf_object *object, const char *directory)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object) {
		const char *name = bpf_map__name(map);
		int error;

		if (strncmp(name, "pt_", 3) != 0)
			continue;
		error = pin(bpf_map__fd(map), directory, pin_of_map(name), 0600);
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

static int pin_program(struct bpf_object *object, const char *directory, const struct pin_row *row)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, row->object);

	if (!program)
		return -ENOEXEC;
	return pin(bpf_program__fd(program), directory, row->pin, 0600);
}

static int attach_hook(struct bpf_object *object, const char *directory, const struct pin_row *hook)
{
	int error = pin_program(object, directory, hook);

	return error ? error : attach_and_pin(object, directory, hook->object, hook->object, 0600);
}

static int pin_all(struct bpf_object *object, const char *directory, uint32_t features)
{
	int error = pin_maps(object, directory);

	for_each_pin_of (row, PIN_PROGRAM)
		if (!error && is_loaded(object, row->object))
			error = pin_program(object, directory, row);
	for_each_pin_of (row, PIN_HOOK)
		if (!error && is_loaded(object, row->object))
			error = attach_hook(object, directory, row);
	for_each_pin_of (row, PIN_ITER)
		if (!error)
			error = attach_and_pin(object, directory, row->object, row->pin, 0444);
	if (!error && features & PT_FEATURE_CALLS)
		error = attach_calls(object, directory);
	return error;
}

/* Callers of the iterator take turns; a lock on what anybody may open, anybody could hold. */
static int make_locks(const char *directory)
{
	for_each_pin_of (row, PIN_LOCK) {
		char path[PATH_MAX];
		int error = pins_path(path, directory, row->pin);

		if (error)
			return error;
		if (mkdir(path, 0700) < 0)
			return -errno;
	}
	return 0;
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
		error = make_locks(fresh);
	if (!error && renameat2(AT_FDCWD, fresh, AT_FDCWD, pins, RENAME_NOREPLACE) < 0)
		error = -errno;
	if (error)
		pins_remove(fresh);
	return error;
}
