// SPDX-License-Identifier: Apache-2.0
// A process of a user that runs blocks of calls and says how long they took; see worker.h.
#include "worker.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKER_SECONDS = 300 };

struct task {
	measure ask; /* we were forked: it is at the same address */
	int block;
};

static int has_capabilities(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, sets) < 0)
		return 1;
	return sets[0].effective || sets[0].permitted || sets[1].effective || sets[1].permitted;
}

static void become(uid_t user)
{
	if (!user)
		return;
	if (setgroups(0, NULL) < 0 || setresgid(user, user, user) < 0 ||
	    setresuid(user, user, user) < 0)
		die("user", 0);
	if (has_capabilities())
		die("capabilities", -EPERM);
}

static _Noreturn void work(int fd)
{
	struct task task;

	while (read(fd, &task, sizeof(task)) == sizeof(task)) {
		double answer = task.ask(task.block);

		if (write(fd, &answer, sizeof(answer)) != sizeof(answer))
			_exit(1);
	}
	_exit(0);
}

void worker_start(struct worker *w, const char *pins, uid_t user)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		die("socketpair", 0);
	fflush(stdout);
	w->pid = fork();
	if (w->pid < 0)
		die("fork", 0);
	if (w->pid == 0) {
		alarm(WORKER_SECONDS);
		close(ends[0]);
		become(user);
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* after become, which takes it away */
		setenv("PROCTRACK_PINS", pins, 1);
		work(ends[1]);
	}
	close(ends[1]);
	w->fd = ends[0];
}

double worker_ask(const struct worker *w, measure ask, int block)
{
	struct task task = {.ask = ask, .block = block};
	double answer;

	if (write(w->fd, &task, sizeof(task)) != sizeof(task) ||
	    read(w->fd, &answer, sizeof(answer)) != sizeof(answer))
		die("worker", -ECHILD);
	return answer;
}

void worker_end(struct worker *w)
{
	close(w->fd);
	kill(w->pid, SIGKILL); /* later workers hold our end too, so that it reads no end of file */
	waitpid(w->pid, NULL, 0);
}

double mean_ns(double begin, int block)
{
	return (now_us() - begin) * 1000 / block;
}
