// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * start.c: load, attach, pin.  Everything is pinned in a directory beside the
 * real one and appears by one rename, so that nobody ever sees half an
 * extension, and a start that was killed leaves nothing that counts: the next
 * start or stop sweeps it away.
 */
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

/* Exit first: nobody may enter a table that he cannot leave. */
static const char *const hooks[] = {"proctrack_exit", "proctrack_fork"};

static const struct {
	const char *name;
	const char *pin;
} doors[] = {
	{"proctrack_call", PT_PIN_CALL},
	{"proctrack_page", PT_PIN_PAGE},
	{"proctrack_door", PT_PIN_DOOR},
};

static int write_state(struct bpf_object *object, const struct sizes *sizes,
		       const struct proctrackext_options *options)
{
	struct pt_state state = {
		.magic = PT_STATE_MAGIC,
		.abi_version = PT_ABI_VERSION,
		.capacity = sizes->capacity,
		.job_capacity = sizes->job_capacity,
		.pid_limit = sizes->pid_limit,
		.overflow = options->overflow,
		.features = sizes->features,
		.loaded_at = (uint64_t)since_boot_ns(),
	};
	int fd = bpf_object__find_map_fd_by_name(object, "pt_state");
	uint32_t zero = 0;
	uint64_t build;
	int error = image_build(object, &build);

	if (error)
		return error;
	state.build = build;
	memcpy(state.file, options->file, sizeof(state.file) - 1);
	memcpy(state.version, options->version, sizeof(state.version) - 1);
	return bpf_map_update_elem(fd, &zero, &state, BPF_ANY) < 0 ? -errno : 0;
}

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

static int attach_and_pin(struct bpf_object *object, const char *directory, const char *name,
			  const char *as, mode_t mode)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);
	struct bpf_link *link;
	int error;

	if (!program)
		return -ENOEXEC;
	link = bpf_program__attach(program);
	if (!link)
		return -errno;
	error = pin(bpf_link__fd(link), directory, as, mode);
	bpf_link__destroy(link);
	return error;
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

/* A door that this kernel does not allow was not loaded. */
static int pin_door(struct bpf_object *object, const char *directory, const char *name,
		    const char *as)
{
	struct bpf_program *door = bpf_object__find_program_by_name(object, name);

	if (!door)
		return -ENOEXEC;
	return bpf_program__autoload(door) ? pin(bpf_program__fd(door), directory, as, 0600) : 0;
}

static int pin_all(struct bpf_object *object, const char *directory)
{
	int error = pin_maps(object, directory);

	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]) && !error; i++)
		error = pin_door(object, directory, doors[i].name, doors[i].pin);
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]) && !error; i++)
		error = attach_and_pin(object, directory, hooks[i], hooks[i], 0600);
	if (!error)
		error = attach_and_pin(object, directory, "proctrack_records", PT_PIN_RECORDS,
				       0444);
	return error;
}

static int publish(struct bpf_object *object, const char *pins)
{
	char fresh[PATH_MAX];
	int error = pins_beside(fresh, pins, "new");

	if (error)
		return error;
	if (mkdir(fresh, 0755) < 0)
		return -errno;
	error = pin_all(object, fresh);
	if (!error && renameat2(AT_FDCWD, fresh, AT_FDCWD, pins, RENAME_NOREPLACE) < 0)
		error = -errno;
	if (error)
		pins_remove(fresh);
	return error;
}

/* What a start or a stop that was killed left behind; the lock is ours. */
int pins_sweep(const char *pins)
{
	static const char *const suffixes[] = {"new", "old"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		int error = pins_beside(path, pins, suffixes[i]);

		if (!error)
			error = pins_remove(path);
		if (error)
			return error;
	}
	return 0;
}

static int start_locked(const char *pins, const void *image, size_t size,
			const struct proctrackext_options *options)
{
	struct bpf_object *object;
	struct sizes sizes;
	uint32_t features;
	int error;

	/* an empty directory is nobody's extension; one that is not empty stays */
	if (rmdir(pins) < 0 && errno != ENOENT)
		return errno == ENOTEMPTY ? -EEXIST : -errno;
	error = pins_sweep(pins);
	if (!error)
		error = probe_features(&features);
	if (error)
		return error;
	features &= ~options->features_off;
	if (options->overflow == PT_OVERFLOW_KILL && !(features & PT_FEATURE_SIGNAL_TASK)) {
		log_add("killing newborns of a full table needs Linux 6.13 (bpf_send_signal_task)");
		return -EOPNOTSUPP;
	}
	sizes = sizes_for(options->capacity, features, probe_pid_limit());
	error = image_load(image, size, &sizes, &object);
	if (error)
		return error;
	error = write_state(object, &sizes, options);
	if (!error)
		error = publish(object, pins);
	bpf_object__close(object);
	return error;
}

EXPORT int proctrackext_start(const char *pins, const void *image, size_t image_size,
			      const struct proctrackext_options *options, char *log,
			      size_t log_size)
{
	int error, lock AUTO_CLOSE = -1;

	if (options->size != sizeof(*options) || options->capacity < 1 ||
	    options->capacity > PT_CAPACITY_MAX || options->overflow > PT_OVERFLOW_KILL)
		return -EINVAL;
	log_begin(log, log_size);
	error = image_check(image, image_size);
	if (!error)
		error = pins_parent_is_bpffs(pins);
	if (!error) {
		lock = pins_lock(pins);
		error = lock < 0 ? lock : start_locked(pins, image, image_size, options);
	}
	log_end();
	return error;
}
