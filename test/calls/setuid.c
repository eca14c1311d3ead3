// SPDX-License-Identifier: Apache-2.0
// A program installed setuid root in the owner's job: the owner's kill spares what kill(2) spares.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42 };

static int to_program = -1, from_program = -1;
static char program[4096], program_directory[] = "/var/tmp/pt-test-XXXXXX";

static void copy_program(const char *from)
{
	static char bytes[1 << 21];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(program, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	ssize_t size = read(in, bytes, sizeof(bytes));

	CHECK(size > 0 && size < (ssize_t)sizeof(bytes));
	CHECK(write(out, bytes, (size_t)size) == size);
	CHECK(fchmod(out, 04755) == 0);
	close(in);
	close(out);
}

static bool install_program(void)
{
	char self[4000] = "";
	struct statvfs fs;

	CHECK(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	*strrchr(self, '/') = '\0';
	strcat(self, "/setuidroot");
	CHECK(mkdtemp(program_directory) && chmod(program_directory, 0755) == 0);
	if (statvfs(program_directory, &fs) < 0 || fs.f_flag & (ST_NOSUID | ST_NOEXEC)) {
		rmdir(program_directory);
		return false;
	}
	snprintf(program, sizeof(program), "%s/setuidroot", program_directory);
	copy_program(self);
	return true;
}

static void remove_program(void)
{
	CHECK(unlink(program) == 0 && rmdir(program_directory) == 0);
}

static long run_program(long full, long unused)
{
	char *argv[] = {program, full ? "full" : "half", NULL};
	int in[2], out[2];
	pid_t pid;

	(void)unused;
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		return -1;
	pid = give_birth();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execv(program, argv);
		_exit(127);
	}
	to_program = in[1];
	from_program = out[0];
	return pid;
}

static bool program_answers(int fd)
{
	char byte = 0;

	return read(fd, &byte, 1) == 1;
}

/* The director holds the pipes too: they outlive the worker. */
static long pipe_ends(long which, long unused)
{
	(void)unused;
	return which ? to_program : from_program;
}

static int fetched(struct worker *worker, long which)
{
	int fd = (int)syscall(SYS_pidfd_getfd, worker->pidfd, on(worker, pipe_ends, which, 0), 0);

	CHECK(fd >= 0);
	return fd;
}

static void setuid_children(void)
{
	struct worker *alice, *outside;
	int to, from;
	pid_t pid;

	if (!install_program()) {
		printf("skip: %s allows no setuid programs\n", program_directory);
		return;
	}
	alice = worker_as(ALICE);
	outside = worker_as(ALICE);
	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(alice, have_children, 3, 0), 3, 0);
	pid = (pid_t)on(alice, run_program, true, 0);
	to = fetched(alice, 1);
	from = fetched(alice, 0);
	CHECK(program_answers(from));
	remove_program();
	EXPECT(job_of(pid, 0), JOB, 0);
	EXPECT(count_of(JOB, 0), 5, 0);
	EXPECT(on(outside, kill_pid, pid, 0), -1, EPERM);
	EXPECT(on(outside, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(!lives(alice));
	AWAIT(count_of(JOB, 0) == 1);
	EXPECT(lists(JOB, pid), 1, 0);
	for (int i = 0; i < 5; i++) { /* it lives, and so do the children that it has now */
		CHECK(write(to, "k", 1) == 1 && program_answers(from));
		EXPECT(count_of(JOB, 0), 2 + i, 0);
	}
	EXPECT(on(outside, kill_job, JOB, SIGKILL), -1, EPERM);
	EXPECT(on(outside, kill_job, JOB, SIGTERM), -1, EPERM);
	EXPECT(count_of(JOB, 0), 6, 0);
	CHECK(write(to, "k", 1) == 1 && program_answers(from));
	EXPECT(count_of(JOB, 0), 7, 0);
	EXPECT(on(outside, unreg, JOB, 0), -1, EBUSY);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(count_of(JOB, 0) == 0);
	CHECK(lives(outside));
}

/* As exec makes it, its real user is still the caller: kill(2) lets him, and so do we. */
static void half_setuid_children(void)
{
	struct worker *alice, *outside;
	pid_t pid;

	if (!install_program()) {
		printf("skip: %s allows no setuid programs\n", program_directory);
		return;
	}
	alice = worker_as(ALICE);
	outside = worker_as(ALICE);
	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	pid = (pid_t)on(alice, run_program, false, 0);
	CHECK(program_answers(fetched(alice, 0)));
	remove_program();
	EXPECT(on(outside, kill_pid, pid, 0), 0, 0);
	EXPECT(on(outside, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(count_of(JOB, 0) == 0);
	CHECK(lives(outside));
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"full", setuid_children},
					      {"half", half_setuid_children}};

	return PLAY(argc, argv, scenes);
}
