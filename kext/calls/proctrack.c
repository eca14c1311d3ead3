// SPDX-License-Identifier: GPL-2.0-or-later
/* proctrack.c: the calls of proctrack.h, one function each. */
#include "calls.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>

#define TRIES_MAX 1000
#define TRY_PAUSE_MS 1
#define HIDDEN_PAUSE_MS 10

/* Every call ends here: 0, or -1 with errno. */
int result(int error)
{
	if (!error)
		return 0;
	/* a stop under way or just done, or another version's extension: not there for us */
	if (error == -ESHUTDOWN || error == -ENODEV || error == -EPROTO)
		error = -ENOENT;
	errno = -error;
	return -1;
}

int again(int error, int *tries)
{
	if (error != -EAGAIN || ++*tries > TRIES_MAX)
		return 0;
	poll(NULL, 0, TRY_PAUSE_MS);
	return 1;
}

/*
 * Through a socket, else through the pins: the calls are not there, or the kernel cannot do this
 * one and root can.  Not there and then loaded between the two, through a socket.
 */
int ask(way *socket_way, way *pins_way, void *request)
{
	int late, error = socket_way(request);

	if (error == -ENOSYS && pins_are_open())
		return pins_way(request);
	if (error != NOT_THERE)
		return error;
	error = pins_way(request);
	if (error != -ENOSYS)
		return error;
	late = socket_way(request);
	return late == NOT_THERE ? error : late;
}

static int command_by(way *socket_way, struct pt_request *request)
{
	int error, tries = 0;

	do
		error = ask(socket_way, pins_command, request);
	while (again(error, &tries));
	return result(error);
}

int issue(struct pt_request *request)
{
	return command_by(socket_command, request);
}

static int list(struct sink *sink)
{
	int error = sink->len < 0 ? -EINVAL : ask(socket_pids, pins_pids, sink);

	return error ? result(error) : sink->count;
}

EXPORT int proctrack_job_reg_self(int *job)
{
	struct pt_request request = {.op = PT_OP_REGISTER};
	int error = user_read_int(job, &request.job);

	return error ? result(error) : issue(&request);
}

EXPORT int proctrack_job_new(int *job)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .reg = {.flags = PT_FLAG_NEW}};
	int error, tries = 0;

	if (user_read_int(job, &request.job))
		return result(-EFAULT);
	do {
		if (tries || !request.job)
			request.job = new_job_id();
		request.reg.pid = 0;
		error = issue(&request) ? -errno : 0;
	} while (error == -ENOTUNIQ && ++tries < NEW_IDS_MAX);
	return error ? result(error) : user_write_int(job, request.job);
}

EXPORT int proctrack_job_reg_pid(int *job, int *pid)
{
	struct pt_request request = {.op = PT_OP_REGISTER};
	uint32_t target;
	int error = user_read_int(job, &request.job);

	if (!error)
		error = user_read_int(pid, &target);
	if (error)
		return result(error);
	request.reg.pid = (int32_t)target;
	if (!request.reg.pid) /* would be the caller */
		request.reg.pid = -1;
	return issue(&request);
}

EXPORT int proctrack_job_unreg(int *job)
{
	struct pt_request request = {.op = PT_OP_UNREGISTER};
	int error = user_read_int(job, &request.job);

	return error ? result(error) : issue(&request);
}

EXPORT int proctrack_job_kill(int *job, int *signal)
{
	struct pt_request request = {.op = PT_OP_SIGNAL}; /* of whichever generation */
	uint32_t number;
	int error = user_read_int(job, &request.job);

	if (!error)
		error = user_read_int(signal, &number);
	if (error)
		return result(error);
	request.signal.number = (int32_t)number;
	return command_by(socket_signal, &request);
}

EXPORT uint32_t proctrack_get_job_id(int *pid)
{
	struct finding finding = {0};
	int error = user_read_int(pid, &finding.pid);

	if (!error && !finding.pid) /* would be the caller */
		error = -ENOENT;
	if (!error)
		error = ask(socket_find, pins_find, &finding);
	return result(error) ? 0 : finding.job;
}

EXPORT int proctrack_get_pids(uint32_t job, int len, int32_t *pids)
{
	struct sink sink = {.job = job, .len = len, .pids = pids};

	return job ? list(&sink) : result(-EINVAL);
}

EXPORT int proctrack_get_all_pids(int len, int32_t *pids, uint32_t *jobs)
{
	struct sink sink = {.len = len, .pids = pids, .jobs = jobs};

	return len > 0 && !jobs ? result(-EFAULT) : list(&sink);
}

EXPORT uint32_t proctrack_version(void)
{
	return PROCTRACK_VERSION;
}

/* As a void function it cannot say that the extension is not there, and it keeps errno. */
EXPORT void proctrack_dump_records(void)
{
	struct pt_request request = {.op = PT_OP_DUMP};
	int before = errno;

	issue(&request);
	errno = before;
}

EXPORT int proctrack_job_label(uint32_t job, uid_t user, const char *label)
{
	struct pt_request request = {.op = PT_OP_LABEL, .job = job, .label = {.user = user}};
	int error = user_read_text(request.label.text, sizeof(request.label.text), label);

	return error ? result(error) : issue(&request);
}

/* Milliseconds until the deadline; -1 = for ever. */
static int left_until(int64_t deadline)
{
	int64_t left = deadline - monotonic_ms();

	if (deadline < 0)
		return -1;
	return left < 0 ? 0 : (int)left;
}

/*
 * On one process of the job: a pidfd names it for ever, so it is asked for its job after
 * that. Where no descriptor is left to ask with, it may be another one by now: then not for long.
 */
static int sleep_on(uint32_t job, int32_t pid, int64_t deadline)
{
	bool sure;
	int number = pid, fd AUTO_CLOSE = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0 && errno != ESRCH)
		return -errno;
	errno = 0;
	sure = fd >= 0 && proctrack_get_job_id(&number) == job;
	if (fd >= 0 && !sure && errno != EMFILE && errno != ENFILE)
		return 0;
	if (fd >= 0)
		return sleep_on_process(fd, sure ? left_until(deadline) : TRY_PAUSE_MS);
	poll(NULL, 0, TRY_PAUSE_MS);
	return 0;
}

/*
 * All must end, so it is enough to sleep on any one of them, and then on the next.  The next job
 * with the id is another one.
 */
EXPORT int proctrack_job_wait(uint32_t job, int timeout_ms)
{
	struct exact_job noted = {0};
	int64_t deadline = timeout_ms < 0 ? -1 : monotonic_ms() + timeout_ms;
	int number = (int)job;

	for (;;) {
		int32_t pid;
		int error = 0, count = proctrack_get_pids(job, 1, &pid);

		if (count < 0 && errno != ENOSYS)
			return -1;
		if (count <= 0 && proctrack_job_unreg(&number) == 0)
			return 0;
		if (count <= 0 && errno != EBUSY && errno != EPERM)
			return -1;
		if (count > 0 && exact_is_another(job, &noted))
			return 0;
		if (left_until(deadline) == 0)
			return result(-ETIMEDOUT);
		if (count > 0)
			error = sleep_on(job, pid, deadline);
		else
			poll(NULL, 0, HIDDEN_PAUSE_MS);
		if (error)
			return result(error);
	}
}
