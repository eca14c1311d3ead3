// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pins.c: root's way, where the calls have none of their own: the same entry points
 * that the agent uses.  Pids are those of the initial namespace here, so it is
 * closed to callers in another one.
 */
#include "calls.h"

#include <sys/stat.h>

#define INITIAL_PID_NAMESPACE 0xEFFFFFFCu /* its inode, the same on every machine */

/* The kernel runs no program on the socket options of a 32-bit process, so root's way is its only
 * one. */
#define HAS_CALLS (sizeof(void *) == 8)

/*
 * What it means that the entry points do not open, for someone who found no other way
 * in.  Where systemd mounts bpffs, only root can look whether it is loaded.
 */
static int meaning(int error)
{
	char state[PATH_MAX];

	if (!HAS_CALLS && (error == -ENODEV || error == -EPERM || error == -EACCES))
		return geteuid() == 0 && error == -ENODEV ? -ENOENT : -ENOSYS;
	if (error == -ENODEV)
		return -ENOENT;
	if (error != -EPERM && error != -EACCES)
		return error;
	if (pins_path(state, place_pins(), PT_PIN_STATE) == 0 && access(state, F_OK) == 0)
		return -ENOSYS;
	return -ENOENT;
}

/* 0 when the entry points are open to us. */
static int may_enter(void)
{
	struct stat namespace;
	int state AUTO_CLOSE = pins_open_to_read(place_pins(), PT_PIN_STATE);

	if (state < 0)
		return meaning(state);
	if (stat("/proc/self/ns/pid", &namespace) < 0 || namespace.st_ino != INITIAL_PID_NAMESPACE)
		return -ENOSYS;
	return 0;
}

bool pins_are_open(void)
{
	return may_enter() == 0;
}

static int signal_job(struct pt_request *request)
{
	uint64_t generation = request->generation;
	uint32_t signalled;

	return proctrackext_signal(place_pins(), request->job, request->signal.number, &generation,
				   &signalled);
}

int pins_command(void *argument)
{
	struct pt_request *request = argument;
	int error = may_enter();

	if (error)
		return error;
	if (request->op == PT_OP_REGISTER && request->reg.pid == 0)
		request->reg.pid = getpid();
	return request->op == PT_OP_SIGNAL ? signal_job(request)
					   : proctrackext_call(place_pins(), request);
}

int pins_find(void *argument)
{
	struct finding *finding = argument;
	struct pt_request request = {.op = PT_OP_FIND, .find = {(int32_t)finding->pid}};
	int error = may_enter();

	if (error)
		return error;
	error = proctrackext_call(place_pins(), &request);
	if (!error)
		finding->job = request.job;
	return error;
}

static int read_page(struct pt_page *page)
{
	int error, tries = 0;

	do
		error = proctrackext_page(place_pins(), page);
	while (again(error, &tries));
	return error;
}

static int job_pids(struct sink *sink, uint32_t job)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job}};
	struct pt_pair pairs[PT_PAGE_ITEMS];

	do {
		int error = read_page(&page);

		if (error)
			return error == -ESRCH ? 0 : error;
		for (uint32_t i = 0; i < page.head.count; i++)
			pairs[i] = (struct pt_pair){page.processes[i].pid, job};
		error = sink_add(sink, pairs, page.head.count);
		if (error)
			return error;
	} while (page.head.list.after);
	return 0;
}

int pins_generation(void *argument)
{
	struct exact_job *job = argument;
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job->id}};
	int error = may_enter();

	if (!error)
		error = read_page(&page);
	if (!error)
		job->generation = page.head.generation;
	return error;
}

int pins_pids(void *argument)
{
	struct sink *sink = argument;
	struct pt_page page = {.head = {.op = PT_OP_JOBS}};
	int error = may_enter();

	sink->fd = -1;
	sink->count = 0;
	if (error || sink->job)
		return error ? error : job_pids(sink, sink->job);
	do {
		error = read_page(&page);
		for (uint32_t i = 0; i < page.head.count && !error; i++)
			error = job_pids(sink, page.jobs[i].id);
	} while (page.head.list.after && !error);
	return error;
}
