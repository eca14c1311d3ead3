// SPDX-License-Identifier: Apache-2.0
// Requests and questions that the library would never make.
#include <limits.h>

#include "sockets.h"
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, PAGE = 4096 };

/* Requests that the library would never make. */
static long raw_requests(long root, long unused)
{
	static const socklen_t sizes[] = {0, 1, 4, 63, 65, 128, 4096, 5000, 100000};
	static const int ops[] = {0, 2, 4, 6, 7, 8, 10, 99, 1000, -1, INT_MIN, INT_MAX};
	static char bytes[100000];
	struct pt_request request = {.op = PT_OP_SIGNAL, .job = JOB, .signal = {SIGKILL}};
	int level = call_level(), fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)unused;
	(void)root;
	CHECK(fd >= 0);
	memcpy(bytes, &request, sizeof(request));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int op = 0; op < 12; op++)
			EXPECT(setsockopt(fd, level, op, bytes, sizes[i]), -1, EINVAL);
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		EXPECT(setsockopt(fd, level, ops[i], bytes, sizeof(request)), -1, EINVAL);
	CHECK(setsockopt(fd, level, PT_OP_SIGNAL, bytes, (socklen_t)-1) == -1);
	EXPECT(setsockopt(fd, level, PT_OP_SIGNAL, NULL, sizeof(request)), -1, EFAULT);
	EXPECT(setsockopt(fd, level, PT_OP_SIGNAL, (void *)16, sizeof(request)), -1, EFAULT);
	for (int beside = -2; beside <= 5; beside++)
		if (beside)
			CHECK(setsockopt(fd, level + beside, PT_OP_SIGNAL, bytes, 64) == -1);
	close(fd);
	return 0;
}

/* An answer is whole or is none. */
static long raw_questions(long unused, long unused_too)
{
	static const socklen_t sizes[] = {0, 1, 8, 15, 16, 17, 4095, 4096, 4097, 5000, 100000};
	static const int abouts[] = {0, 1, -1, JOB, INT_MIN, INT_MAX, 32767, 32768};
	static char out[100001];
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)unused;
	(void)unused_too;
	CHECK(fd >= 0);
	for (int question = -1; question <= PT_QUESTIONS + 1; question++) {
		bool ours = question >= PT_ASK_FIND && question < PT_QUESTIONS;
		socklen_t least = question == PT_ASK_FIND || question == PT_ASK_BUILD
					  ? sizeof(struct pt_answer)
					  : sizeof(struct pt_pids);

		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			for (size_t j = 0; j < sizeof(abouts) / sizeof(abouts[0]); j++) {
				socklen_t size = sizes[i];
				int result;

				memset(out, 0x5c, sizeof(out));
				result = getsockopt(fd, call_level() + question, abouts[j], out,
						    &size);
				/* beyond a page, an answer is not promised */
				if (sizes[i] <= PAGE)
					CHECK((result == 0) == (ours && sizes[i] >= least));
				else
					CHECK(result || ours);
				CHECK(result || size <= sizes[i]);
				CHECK(out[sizes[i]] == 0x5c);
			}
		}
		if (ours) {
			socklen_t size = 4096;

			EXPECT(getsockopt(fd, call_level() + question, 0, (void *)16, &size), -1,
			       EFAULT);
			CHECK(getsockopt(fd, call_level() + question, 0, out, NULL) == -1);
		}
	}
	close(fd);
	return 0;
}

static void raw(void)
{
	struct worker *member = worker_new(), *user = worker_as(ALICE), *stranger = worker_new();
	struct pt_request other = {.op = PT_OP_REGISTER,
				   .job = OTHER,
				   .reg = {.pid = stranger->pid, .flags = ~PT_FLAG_NEW}};

	EXPECT(reg_pid(JOB, member->pid), 0, 0);
	EXPECT(on(user, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(user, raw_requests, 0, 0), 0, 0);
	EXPECT(on(member, raw_requests, 1, 0), 0, 0);
	EXPECT(on(user, raw_questions, 0, 0), 0, 0);
	EXPECT(on(member, raw_questions, 0, 0), 0, 0);
	CHECK(lives(member) && lives(user));
	EXPECT(raw_command(AF_UNIX, SOCK_STREAM, &other), 0, 0);
	EXPECT(job_of(stranger->pid, 0), OTHER, 0);
	EXPECT(count_all(0, 0), 3, 0);
	CHECK(figures().closed == 0);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"raw", raw}};

	return PLAY(argc, argv, scenes);
}
