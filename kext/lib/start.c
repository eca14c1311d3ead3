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

struct program_pin {
	const char *name;
	const char *pin;
};

static const struct program_pin doors[] = {
	{"proctrack_call", PT_PIN_CALL},
	{"proctrack_page", PT_PIN_PAGE},
	{"proctrack_door", PT_PIN_DOOR},
};

static const struct program_pin calls[] = {
	{"proctrack_ask", PT_PIN_ASK},
	{"proctrack_command", PT_PIN_COMMAND},
};

/* At least one, so that every user can have a job. */
static uint32_t share_of(uint32_t whole, uint32_t percent)
{
	uint32_t share = (uint32_t)((uint64_t)whole * percent / 100);

	return share ? share : 1;
}

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
		.share = share_of(sizes->capacity, options->share),
		.job_share = share_of(sizes->job_capacity, options->share),
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

/* A door that this kernel does not allow was not loaded. */
static int pin_door(struct bpf_object *object, const char *directory, const char *name,
		    const char *as)
{
	struct bpf_program *door = bpf_object__find_program_by_name(object, name);

	if (!door)
		return -ENOEXEC;
	return bpf_program__autoload(door) ? pin(bpf_program__fd(door), directory, as, 0600) : 0;
}

static int pin_all(struct bpf_object *object, const char *directory, uint32_t features)
{
	int error = pin_maps(object, directory);

	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]) && !error; i++)
		error = pin_door(object, directory, doors[i].name, doors[i].pin);
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]) && !error; i++)
		error = attach_and_pin(object, directory, hooks[i], hooks[i], 0600);
	if (!error)
		error = attach_and_pin(object, directory, "proctrack_records", PT_PIN_RECORDS,
				       0444);
	if (!error && features & PT_FEATURE_CALLS)
		error = attach_calls(object, directory);
	return error;
}

static int publish(struct bpf_object *object, const char *pins, uint32_t features)
{
	char fresh[PATH_MAX];
	int error = pins_beside(fresh, pins, "new");

	if (error)
		return error;
	if (mkdir(fresh, 0755) < 0)
		return -errno;
	error = pin_all(object, fresh, features);
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
	features = features_without(features, options->features_off);
	if (options->overflow == PT_OVERFLOW_KILL && !(features & PT_FEATURE_SIGNAL_TASK)) {
		log_add("killing newborns of a full table needs Linux 6.13 (bpf_send_signal_task)");
		return -EOPNOTSUPP;
	}
	sizes = sizes_for(pins, options->capacity, features);
	error = image_load(image, size, &sizes, &object);
	if (error && features & PT_FEATURE_CALLS) {
		/* a kernel may have all that the calls need, but not for them */
		sizes.features &= ~PT_FEATURE_CALLS;
		error = image_load(image, size, &sizes, &object);
	}
	if (error)
		return error;
	error = write_state(object, &sizes, options);
	if (!error)
		error = publish(object, pins, sizes.features);
	bpf_object__close(object);
	return error;
}

EXPORT int proctrackext_start(const char *pins, const void *image, size_t image_size,
			      const struct proctrackext_options *options, char *log,
			      size_t log_size)
{
	int error, lock AUTO_CLOSE = -1;

	if (options->size != sizeof(*options) || options->capacity < 1 ||
	    options->capacity > PT_CAPACITY_MAX || options->overflow > PT_OVERFLOW_KILL ||
	    options->share < 1 || options->share > 100)
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
