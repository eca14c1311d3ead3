// SPDX-License-Identifier: Apache-2.0
/* limits.c: what a driver may take of the machine, and what it may leave there: nothing. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "fuzz.h"

static char group[128];
static uint32_t newest_before;

static bool write_text(const char *directory, const char *name, const char *text)
{
	char path[256];
	int fd;
	bool done;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return done;
}

/* Maps of BPF are the kernel's memory: it counts them for the cgroup of whoever made them. */
void memory_limit(size_t bytes)
{
	bool old = access("/sys/fs/cgroup/memory/memory.limit_in_bytes", F_OK) == 0;
	const char *parent = old ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
	char text[32];

	snprintf(group, sizeof(group), "%s/pt-fuzz-%d", parent, getpid());
	if (!old)
		write_text(parent, "cgroup.subtree_control", "+memory");
	snprintf(text, sizeof(text), "%zu", bytes);
	if (mkdir(group, 0755) == 0 &&
	    write_text(group, old ? "memory.limit_in_bytes" : "memory.max", text) &&
	    write_text(group, "cgroup.procs", "0"))
		return;
	printf("no memory limit: %s\n", strerror(errno));
	rmdir(group);
	group[0] = '\0';
}

void memory_limit_end(void)
{
	char parent[128];

	if (!group[0])
		return;
	snprintf(parent, sizeof(parent), "%s", group);
	*strrchr(parent, '/') = '\0';
	write_text(parent, "cgroup.procs", "0");
	for (int i = 0; i < 100 && rmdir(group) < 0 && errno == EBUSY; i++)
		pause_ms(20);
}

static uint32_t next_program(uint32_t after)
{
	union bpf_attr attributes = {.start_id = after};

	return syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attributes, sizeof(attributes)) < 0
		       ? 0
		       : attributes.next_id;
}

static bool is_the_extensions(uint32_t id)
{
	struct bpf_prog_info info = {0};
	union bpf_attr attributes = {.prog_id = id};
	int fd = (int)syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attributes, sizeof(attributes));
	bool ours;

	if (fd < 0)
		return false;
	memset(&attributes, 0, sizeof(attributes));
	attributes.info.bpf_fd = (uint32_t)fd;
	attributes.info.info_len = sizeof(info);
	attributes.info.info = (uintptr_t)&info;
	ours = syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attributes, sizeof(attributes)) == 0 &&
	       strncmp(info.name, "proctrack_", strlen("proctrack_")) == 0;
	close(fd);
	return ours;
}

void programs_begin(void)
{
	for (uint32_t id = 0; (id = next_program(id));)
		newest_before = id;
}

static int programs_now(void)
{
	int left = 0;

	for (uint32_t id = newest_before; (id = next_program(id));)
		left += is_the_extensions(id);
	return left;
}

/* The kernel frees them a moment after the last reference is gone. */
int programs_left(void)
{
	int left = programs_now();

	for (int i = 0; i < 100 && left; i++) {
		pause_ms(50);
		left = programs_now();
	}
	return left;
}
