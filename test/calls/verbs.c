// SPDX-License-Identifier: Apache-2.0
#include "verbs.h"

#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "sockets.h"

enum { MOST = 2048 };

long become(long uid, long nproc)
{
	return take_user((uid_t)uid, (unsigned long)nproc) ?: prctl(PR_SET_DUMPABLE, 1);
}

long reg_self(long job, long unused)
{
	int id = (int)job;

	(void)unused;
	return proctrack_job_reg_self(&id);
}

long reg_pid(long job, long pid)
{
	int id = (int)job, who = (int)pid;

	return proctrack_job_reg_pid(&id, &who);
}

long unreg(long job, long unused)
{
	int id = (int)job;

	(void)unused;
	return proctrack_job_unreg(&id);
}

long kill_job(long job, long signal)
{
	int id = (int)job, number = (int)signal;

	return proctrack_job_kill(&id, &number);
}

long job_of(long pid, long unused)
{
	int who = (int)pid;

	(void)unused;
	return proctrack_get_job_id(&who);
}

long my_job(long unused, long unused_too)
{
	(void)unused_too;
	return job_of(getpid(), unused);
}

long label_job(long job, long user)
{
	return proctrack_job_label((uint32_t)job, (uid_t)user, "a test");
}

long wait_job(long job, long ms)
{
	return proctrack_job_wait((uint32_t)job, (int)ms);
}

long count_of(long job, long unused)
{
	(void)unused;
	return proctrack_get_pids((uint32_t)job, 0, NULL);
}

long count_all(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	return proctrack_get_all_pids(0, NULL, NULL);
}

long lists(long job, long pid)
{
	int32_t pids[MOST];
	long found = 0;
	int count = proctrack_get_pids((uint32_t)job, MOST, pids);

	if (count < 0)
		return -1;
	for (int i = 0; i < count && i < MOST; i++)
		found += pids[i] == pid;
	return found;
}

long lists_all(long job, long pid)
{
	int32_t pids[MOST];
	uint32_t jobs[MOST];
	long found = 0;
	int count = proctrack_get_all_pids(MOST, pids, jobs);

	if (count < 0)
		return -1;
	for (int i = 0; i < count && i < MOST; i++)
		found += pids[i] == pid && jobs[i] == (uint32_t)job;
	return found;
}

long own_pid(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	return getpid();
}

long own_session(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	return setsid() < 0 ? -1 : 0;
}

long kill_pid(long pid, long signal)
{
	return kill((pid_t)pid, (int)signal);
}

long leave_namespaces(long flags, long unused)
{
	(void)unused;
	return unshare((int)flags);
}

static int write_file(const char *path, const char *format, ...)
{
	char text[64];
	va_list args;
	ssize_t done;
	int length, fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	done = write(fd, text, (size_t)length);
	close(fd);
	return done == length ? 0 : -1;
}

long own_users(long uid, long unused)
{
	(void)unused;
	if (unshare(CLONE_NEWUSER) < 0)
		return -1;
	if (write_file("/proc/self/setgroups", "deny") < 0 ||
	    write_file("/proc/self/gid_map", "0 %ld 1", uid) < 0)
		return -1;
	return write_file("/proc/self/uid_map", "0 %ld 1", uid);
}

long have_children(long count, long unused)
{
	long made = 0;

	(void)unused;
	while (made < count) {
		pid_t pid = fork();

		if (pid < 0)
			return made;
		if (pid == 0) {
			arm_member();
			linger();
		}
		made++;
	}
	return made;
}

/* flags: of the request, which a client should never set. */
static long join_raw(long job, long flags)
{
	struct pt_request request = {
		.op = PT_OP_REGISTER, .job = (uint32_t)job, .reg = {.flags = (uint32_t)flags}};

	return raw_command(AF_UNIX, SOCK_DGRAM, &request);
}

long child_joins(long job, long flags)
{
	int told[2], error = ECHILD;

	if (pipe2(told, O_CLOEXEC) < 0)
		return -1;
	if (give_birth() == 0) {
		error = (flags ? join_raw(job, flags) : reg_self(job, 0)) < 0 ? errno : 0;
		if (write(told[1], &error, sizeof(error)) != sizeof(error) || error)
			_exit(0);
		close(told[1]);
		linger();
	}
	close(told[1]);
	if (read(told[0], &error, sizeof(error)) != sizeof(error))
		error = ECHILD;
	close(told[0]);
	errno = error;
	return error ? -1 : 0;
}
