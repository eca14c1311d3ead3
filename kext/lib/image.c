// SPDX-License-Identifier: GPL-2.0-or-later
/* image.c: from the bytes of a proctrackext file to loaded programs. */
#include "internal.h"
#include "proctrack_checksum.h"

#include <elf.h>
#include <gelf.h>
#include <stdlib.h>
#include <sys/random.h>

#define LIBBPF_ERRNO_FIRST 4000	  /* __LIBBPF_ERRNO__START */
#define CALLS_LOG_SIZE (16 << 20) /* kernels before 6.4 cut the end off, where the reason is */

/* Find our mark; every offset is checked by libelf against the file's size. */
static int find_mark(Elf *elf, struct pt_mark *ret)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return -ENOEXEC;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;
		const char *name;

		if (!gelf_getshdr(section, &header))
			return -ENOEXEC;
		name = elf_strptr(elf, names, header.sh_name);
		if (!name || strcmp(name, PT_MARK_SECTION) != 0)
			continue;
		data = elf_getdata(section, NULL);
		if (!data || !data->d_buf || data->d_size < sizeof(*ret))
			return -ENOEXEC;
		memcpy(ret, data->d_buf, sizeof(*ret));
		return 0;
	}
	return -ENOEXEC;
}

/* Of a whole file, how much is ELF; 0: it is none, or damaged. libelf and libbpf trust what they
 * read. */
static size_t checked_size(const void *image, size_t size)
{
	struct pt_checksum checksum;

	if (!image || size < sizeof(Elf64_Ehdr) + sizeof(checksum))
		return 0;
	size -= sizeof(checksum);
	memcpy(&checksum, (const char *)image + size, sizeof(checksum));
	return checksum.magic == PT_CHECKSUM_MAGIC && checksum.sum == pt_checksum_of(image, size)
		       ? size
		       : 0;
}

/* -ENOEXEC: not ours, or not whole; -EPROTO: ours, but of another ABI. */
int image_check(const void *image, size_t size)
{
	struct pt_mark mark;
	GElf_Ehdr header;
	Elf *elf;
	int error = -ENOEXEC;

	size = checked_size(image, size);
	if (!size || elf_version(EV_CURRENT) == EV_NONE)
		return -ENOEXEC;
	elf = elf_memory((char *)image, size);
	if (!elf)
		return -ENOEXEC;
	if (elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &header) &&
	    header.e_machine == EM_BPF && header.e_type == ET_REL)
		error = find_mark(elf, &mark);
	elf_end(elf);
	if (error)
		return error;
	if (mark.magic != PT_STATE_MAGIC)
		return -ENOEXEC;
	return mark.abi_version == PT_ABI_VERSION ? 0 : -EPROTO;
}

/* Processes that have exited and whose last moments are to come: one RCU grace period of exits. */
#define EXITED_LEAST 8192

static uint32_t power_of_two(uint32_t least)
{
	uint32_t power = 1;

	while (power < least)
		power <<= 1;
	return power;
}

/*
 * Jobs are fewer than processes in a large table; a small one takes a job for
 * each process.  There is an entry for each pid that Linux can make: pid_max may
 * be raised later, and each pid namespace has its own.
 */
struct sizes sizes_for(const char *pins, uint32_t capacity, uint32_t history, uint32_t features)
{
	uint32_t jobs = 1024 + capacity / 16;
	struct sizes sizes = {
		.capacity = capacity,
		.job_capacity = capacity < jobs ? capacity : jobs,
		.pid_limit = PT_PID_LIMIT,
		.features = features,
		.history = history,
		.exited = EXITED_LEAST + capacity / 8,
		.level = pt_level(pins),
	};

	sizes.buckets = power_of_two(sizes.job_capacity);
	return sizes;
}

uint64_t image_sum(const void *image, size_t size)
{
	struct pt_checksum checksum;

	memcpy(&checksum, (const char *)image + size - sizeof(checksum), sizeof(checksum));
	return checksum.sum;
}

/* Each table is declared for one slot. */
static int set_slots(struct bpf_object *object, const char *name, uint32_t slots)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return map ? bpf_map__set_value_size(map, bpf_map__value_size(map) * slots) : -ENOEXEC;
}

static int set_config(struct bpf_object *object, const struct pt_config *config)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, PT_CONFIG_SECTION);

	return map ? bpf_map__set_initial_value(map, config, sizeof(*config)) : -ENOEXEC;
}

/* The entry points exclude each other by what the kernel allows; an absent program has no tag. */
static void choose_programs(struct bpf_object *object, uint32_t features)
{
	bool sleepable = features & PT_FEATURE_SLEEPABLE_LOCK;
	bool calls = features & PT_FEATURE_CALLS;
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		const char *name = bpf_program__name(program);

		if (bpf_program__type(program) == BPF_PROG_TYPE_SYSCALL)
			bpf_program__set_autoload(program, sleepable);
		else if (bpf_program__type(program) == BPF_PROG_TYPE_CGROUP_SOCKOPT)
			bpf_program__set_autoload(program, calls);
		else if (strcmp(name, "proctrack_iterator") == 0)
			bpf_program__set_autoload(program, !sleepable);
		else if (strcmp(name, "proctrack_wake") == 0)
			bpf_program__set_autoload(program, features & PT_FEATURE_BACKUP_HOOKS);
		else if (strcmp(name, "proctrack_end") == 0)
			bpf_program__set_autoload(program, !pt_can_meet(features));
		else if (strcmp(name, "proctrack_fork") == 0)
			bpf_program__set_autoload(program, features & PT_FEATURE_FORK_HOOK);
		else if (strcmp(name, "proctrack_exit") == 0)
			bpf_program__set_autoload(program, features & PT_FEATURE_EXIT_HOOK);
	}
}

static int prepare(struct bpf_object *object, const struct sizes *sizes)
{
	struct pt_config config = {
		.pid_limit = sizes->pid_limit,
		.record_limit = sizes->capacity + 1 + PT_CURSORS,
		.job_limit = sizes->job_capacity + 1,
		.bucket_mask = sizes->buckets - 1,
		.features = sizes->features,
		.level = sizes->level,
		.account_limit = sizes->job_capacity + sizes->history + 1,
		.exited_limit = sizes->exited + 1,
	};
	int error;

	if (getrandom(config.hash_keys, sizeof(config.hash_keys), 0) < 0)
		return -errno;
	choose_programs(object, sizes->features);
	error = set_config(object, &config);
	if (!error)
		error = set_slots(object, "pt_pid_table", config.pid_limit);
	if (!error)
		error = set_slots(object, "pt_records", config.record_limit);
	if (!error)
		error = set_slots(object, "pt_jobs", config.job_limit);
	if (!error)
		error = set_slots(object, "pt_buckets", sizes->buckets);
	if (!error)
		error = set_slots(object, "pt_users", sizes->buckets + 1);
	if (!error)
		error = set_slots(object, "pt_accounts", config.account_limit);
	if (!error)
		error = set_slots(object, "pt_exited", config.exited_limit);
	return error;
}

/* What the kernel says of the calls' programs, should it refuse one; of others libbpf tells the
 * log.
 */
static void listen_to_calls(struct bpf_object *object, char *log)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object)
		if (bpf_program__type(program) == BPF_PROG_TYPE_CGROUP_SOCKOPT)
			bpf_program__set_log_buf(program, log, CALLS_LOG_SIZE);
}

static int load_object(struct bpf_object *object, const struct sizes *sizes,
		       char calls_refused[PT_REASON_SIZE])
{
	char *log = calloc(1, CALLS_LOG_SIZE); /* mostly pages that are never touched */
	int error = log ? prepare(object, sizes) : -ENOMEM;

	calls_refused[0] = '\0';
	if (!error) {
		listen_to_calls(object, log);
		error = bpf_object__load(object);
	}
	if (error && log && *log) {
		log_reason(log, error, calls_refused);
		log_add("%s\n", log);
	}
	free(log);
	return error;
}

/* calls_refused: why, when it was one of the calls' programs that the kernel refused; else "". */
int image_load(const void *image, size_t size, const struct sizes *sizes, struct bpf_object **ret,
	       char calls_refused[PT_REASON_SIZE])
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "proctrackext");
	struct bpf_object *object;
	int error = image_check(image, size);

	if (error)
		return error;
	object = bpf_object__open_mem(image, size - sizeof(struct pt_checksum), &options);
	if (!object)
		return -ENOEXEC;
	error = load_object(object, sizes, calls_refused);
	if (error) {
		bpf_object__close(object);
		return error <= -LIBBPF_ERRNO_FIRST ? -ENOEXEC
						    : error; /* libbpf has numbers of its own */
	}
	*ret = object;
	return 0;
}

/* FNV-1a over names and tags: the kernel's tag is a hash of a program's instructions, and
 * sizes and the configuration are no part of it. */
int image_build(struct bpf_object *object, uint64_t *ret_build)
{
	uint64_t hash = 0xcbf29ce484222325ULL;
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		struct bpf_prog_info info = {0};
		uint32_t length = sizeof(info);

		if (!bpf_program__autoload(program))
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) < 0)
			return -errno;
		for (size_t i = 0; i < sizeof(info.tag); i++)
			hash = (hash ^ info.tag[i]) * 0x100000001b3ULL;
	}
	*ret_build = hash;
	return 0;
}
