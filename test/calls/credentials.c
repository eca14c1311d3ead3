// SPDX-License-Identifier: Apache-2.0
#include "credentials.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "verbs.h"

enum { SUBORDINATE = 261501 };

long set_ids(long real_effective, long saved)
{
	uid_t real = (uid_t)(real_effective >> 32), effective = (uid_t)real_effective;

	if (setresuid(real, effective, (uid_t)saved) < 0)
		return -1;
	return prctl(PR_SET_DUMPABLE, 1);
}

/* Keep just these capabilities. */
static int set_capabilities(uint64_t mask)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{.effective = (uint32_t)mask, .permitted = (uint32_t)mask},
		{.effective = (uint32_t)(mask >> 32), .permitted = (uint32_t)(mask >> 32)}};

	return (int)syscall(SYS_capset, &header, data);
}

long become_killer(long uid, long unused)
{
	(void)unused;
	if (prctl(PR_SET_KEEPCAPS, 1) < 0 || setresuid((uid_t)uid, (uid_t)uid, (uid_t)uid) < 0)
		return -1;
	return set_capabilities(1 << CAP_KILL);
}

long drop_kill(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	return set_capabilities(~(1ULL << CAP_KILL) & ((1ULL << (CAP_LAST_CAP + 1)) - 1) &
				~(1ULL << CAP_SYS_RESOURCE));
}

bool no_user_namespaces(void)
{
	int told[2];
	bool refused;

	CHECK(pipe(told) == 0);
	if (fork() == 0) {
		refused = unshare(CLONE_NEWUSER) < 0 && errno == EPERM;
		_exit(write(told[1], &refused, sizeof(refused)) < 0);
	}
	CHECK(read(told[0], &refused, sizeof(refused)) == sizeof(refused));
	close(told[0]);
	close(told[1]);
	if (refused)
		printf("skip: user namespaces are not allowed here\n");
	return refused;
}

static void write_map(pid_t pid, const char *which, uid_t first)
{
	char path[64], text[64];
	int fd, length = snprintf(text, sizeof(text), "0 %u 1\n1 %u 1\n", first, SUBORDINATE);

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, which);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK(write(fd, text, (size_t)length) == length);
	close(fd);
}

struct worker *subordinate_of(uid_t uid, long nproc)
{
	struct worker *worker = worker_new();

	EXPECT(on(worker, become, uid, nproc), 0, 0);
	EXPECT(on(worker, leave_namespaces, CLONE_NEWUSER, 0), 0, 0);
	write_map(worker->pid, "uid_map", uid);
	write_map(worker->pid, "gid_map", uid);
	EXPECT(on(worker, set_ids, IDS(1, 1), 1), 0, 0);
	return worker;
}
