// SPDX-License-Identifier: Apache-2.0
// The extension under test, in its own pin directory; see extension.h.
#include "extension.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "proctrack_loader.h"

enum { LOG_SIZE = 16 << 20, LOG_SHOWN = 12000, TRIES = 100 };

int extension_read(struct extension *e, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat about;

	if (fd < 0 || fstat(fd, &about) < 0)
		return -errno;
	e->size = about.st_size;
	e->image = malloc(e->size);
	e->log = calloc(1, LOG_SIZE);
	if (!e->image || !e->log)
		return -ENOMEM;
	if (read(fd, e->image, e->size) != about.st_size)
		return -EIO;
	close(fd);
	return 0;
}

int extension_start(struct extension *e, uint32_t capacity, uint32_t overflow)
{
	struct proctrackext_options options = {
		.size = sizeof(options),
		.capacity = capacity,
		.overflow = overflow,
		.features_off = e->features_off,
		.share = 25,
		.history = 100,
		.file = "drill",
		.version = "drill",
	};

	e->log[0] = '\0';
	return proctrackext_start(e->pins, e->image, e->size, &options, e->log, LOG_SIZE);
}

int extension_stop(struct extension *e, uint32_t flags, uint32_t *ret_jobs)
{
	e->log[0] = '\0';
	return proctrackext_stop(e->pins, e->image, e->size, flags, ret_jobs, e->log, LOG_SIZE);
}

/* The beginning of a verifier log says which program, its end says what is wrong. */
void extension_print_log(const struct extension *e)
{
	size_t length = strlen(e->log);
	const char *end = length > 2 * LOG_SHOWN ? e->log + length - LOG_SHOWN : e->log + length;

	printf("%.*s", length > 2 * LOG_SHOWN ? LOG_SHOWN / 8 : (int)length, e->log);
	if (*end)
		printf("\n[...]\n%s", end);
	if (e->log[0] && e->log[strlen(e->log) - 1] != '\n')
		printf("\n");
	fflush(stdout);
}

int extension_register(const struct extension *e, uint32_t job, pid_t pid)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = job, .reg = {.pid = pid}};

	return proctrackext_call(e->pins, &request);
}

long extension_find(const struct extension *e, pid_t pid)
{
	struct pt_request request = {.op = PT_OP_FIND, .find = {.pid = pid}};
	int error = proctrackext_call(e->pins, &request);

	if (error == -ENOENT)
		return 0;
	return error ? error : (long)request.job;
}

static int next_page(const struct extension *e, struct pt_page *page)
{
	int error = proctrackext_page(e->pins, page);

	for (int i = 0; i < TRIES && error == -EAGAIN; i++) {
		poll(NULL, 0, 1);
		error = proctrackext_page(e->pins, page);
	}
	return error;
}

int extension_list(const struct extension *e, uint32_t job, pid_t *pids, int room)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job}};
	int count = 0;

	do {
		int error = next_page(e, &page);

		if (error)
			return error;
		for (uint32_t i = 0; i < page.head.count && count < room; i++)
			pids[count++] = page.processes[i].pid;
	} while (page.head.list.after && count < room);
	return count;
}

bool extension_left_pins(const struct extension *e)
{
	const char *slash = strrchr(e->pins, '/');
	char parent[512];
	struct dirent *entry;
	bool left = false;
	DIR *dir;

	snprintf(parent, sizeof(parent), "%.*s", (int)(slash - e->pins), e->pins);
	dir = opendir(parent);
	while (dir && (entry = readdir(dir)))
		left |= strncmp(entry->d_name, slash + 1, strlen(slash + 1)) == 0;
	if (dir)
		closedir(dir);
	return left;
}

static uint32_t steps_of(uint32_t id)
{
	union bpf_attr open = {.prog_id = id};
	struct bpf_prog_info info = {0};
	int fd = syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &open, sizeof(open));
	union bpf_attr ask = {
		.info = {.bpf_fd = fd, .info_len = sizeof(info), .info = (uintptr_t)&info}};

	if (fd < 0)
		return 0;
	syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &ask, sizeof(ask));
	close(fd);
	return strncmp(info.name, "proctrack_", strlen("proctrack_")) == 0 ? info.verified_insns
									   : 0;
}

uint32_t extension_steps(void)
{
	union bpf_attr attr = {.start_id = 0};
	uint32_t most = 0;

	while (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr)) == 0) {
		uint32_t steps = steps_of(attr.next_id);

		most = steps > most ? steps : most;
		attr.start_id = attr.next_id;
	}
	return most;
}

int programs_loaded(void)
{
	union bpf_attr attr = {.start_id = 0};
	int count = 0;

	while (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr)) == 0) {
		attr.start_id = attr.next_id;
		count++;
	}
	return count;
}
