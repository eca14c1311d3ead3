// SPDX-License-Identifier: Apache-2.0
// Nobody stands in another's way, and no way in takes a stranger for a member.
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "cgroups.h"
#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { USER = 61801, CROWD = 40, HIGH_BITS = 26, CONT_MS = 2000 };

/* Ids that differ in their highest bits alone. */
static void crowded_bucket(void)
{
	pid_t members[CROWD];
	int refused = 0;

	for (int i = 0; i < CROWD; i++) {
		int number = (int)(7 + ((uint32_t)i << HIGH_BITS));

		members[i] = member(USER, &number);
		refused += members[i] < 0;
	}
	check_equal("ids alike refused", refused, 0);
	for (int i = 0; i < CROWD; i++) {
		if (members[i] < 0)
			continue;
		kill(members[i], SIGKILL);
		waitpid(members[i], NULL, 0);
	}
}

static bool drop_cap_kill(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data) < 0)
		return false;
	data[0].effective &= ~(1u << CAP_KILL);
	return syscall(SYS_capset, &head, data) == 0;
}

static int register_bystander(int *number)
{
	int pid = bystander.pid;

	return drop_cap_kill() ? failure(proctrack_job_reg_pid(number, &pid)) : -ENOMSG;
}

/* Of a process that both the caller's namespace and the host's may have. */
static int register_by_the_pins(int *number)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = (uint32_t)*number};

	request.reg.pid = fork();
	if (request.reg.pid == 0) {
		alarm(60);
		for (;;)
			pause();
	}
	return proctrackext_call(extension.pins, &request);
}

/* 255: there is no such namespace on this machine. */
static int in_pid_namespace(int *number)
{
	int status = 0;
	pid_t child;

	if (unshare(CLONE_NEWPID) < 0)
		return -255;
	child = fork();
	if (child == 0)
		_exit(-register_by_the_pins(number));
	waitpid(child, &status, 0);
	return -WEXITSTATUS(status);
}

/* Another bpffs over the one with the pins: an extension there would have the same level. */
static int start_over(int *number)
{
	struct proctrackext_options options = {.size = sizeof(options),
					       .capacity = 50,
					       .share = 25,
					       .features_off = extension.features_off};
	char parent[256], log[4096];

	(void)number;
	snprintf(parent, sizeof(parent), "%s", extension.pins);
	*strrchr(parent, '/') = '\0';
	if (unshare(CLONE_NEWNS) < 0 || mount("", "/", "", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("bpf", parent, "bpf", 0, NULL) < 0)
		return -ENOMSG;
	return proctrackext_start(extension.pins, extension.image, extension.size, &options, log,
				  sizeof(log));
}

/* A program that refuses all socket options of a cgroup; a descriptor or -errno. */
static int refusing_program(void)
{
	static const struct bpf_insn refuse[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_CGROUP_SOCKOPT,
			       .expected_attach_type = BPF_CGROUP_SETSOCKOPT,
			       .insns = (uintptr_t)refuse,
			       .insn_cnt = 2,
			       .license = (uintptr_t) "GPL"};
	int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

static int attach(int program, int cgroup)
{
	union bpf_attr attr = {.attach_bpf_fd = (uint32_t)program,
			       .target_fd = (uint32_t)cgroup,
			       .attach_type = BPF_CGROUP_SETSOCKOPT,
			       .attach_flags = BPF_F_ALLOW_MULTI};

	return syscall(SYS_bpf, BPF_PROG_ATTACH, &attr, sizeof(attr)) < 0 ? -errno : 0;
}

static int cgroup_fd = -1;

/* What was refused there is not done: 0. */
static int register_where_it_is_refused(int *number)
{
	int me = getpid(), error;

	if (!cgroup_enter(cgroup_fd))
		return -ENOMSG;
	error = failure(proctrack_job_reg_self(number));
	if (error != -EPERM)
		return error ? error : -ENOMSG;
	return proctrack_get_job_id(&me) == 0 ? 0 : -EBUSY;
}

static void refused_and_not_done(void)
{
	static const char name[] = "pt-drill-refusing";
	int program = refusing_program(), root = cgroup_root(), error;

	cgroup_fd = cgroup_make(root, name);
	if (!check("cgroup", cgroup_fd >= 0, "error %d", cgroup_fd))
		return;
	error = program < 0 ? program : attach(program, cgroup_fd);
	if (check_call("refusing program", error))
		check_call("refused by a cgroup",
			   run_as(0, register_where_it_is_refused, (int)++job));
	close(program);
	close(cgroup_fd);
	cgroup_remove(root, name);
}

/* Forks and waits, all the time; says how often. */
static void keep_forking(volatile uint32_t *forks)
{
	for (;; ++*forks) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

/* Whoever is born while the job is stopped and continued runs at the end. */
static void nobody_stays_stopped(void)
{
	volatile uint32_t *forks = mmap(NULL, sizeof(*forks), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t sent, before;
	long until = now_ms() + CONT_MS;
	pid_t child = fork();

	if (child == 0) {
		alarm(60);
		keep_forking(forks);
	}
	check_call("register", extension_register(&extension, ++job, child));
	while (now_ms() < until) {
		proctrackext_signal(extension.pins, job, SIGSTOP, NULL, &sent);
		proctrackext_signal(extension.pins, job, SIGCONT, NULL, &sent);
	}
	before = *forks;
	for (int i = 0; i < 1000 && *forks < before + 2; i++)
		usleep(10000);
	check("goes on", *forks >= before + 2, "%u forks, and no more", *forks);
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, 30000));
	waitpid(child, NULL, 0);
}

void drill_in_the_way(const char *round)
{
	bool calls = !(extension.features_off & PT_FEATURE_CALLS);
	int error;

	check_begin("%s in the way", round);
	error = run_as(0, in_pid_namespace, (int)++job);
	if (error == -255)
		check_skip("pid namespace", "the kernel has none");
	else
		check_equal("pins in a pid namespace", error, -EXDEV);
	nobody_stays_stopped();
	if (!calls)
		return;
	crowded_bucket();
	check_equal("root without CAP_KILL", run_as(0, register_bystander, (int)++job), -EPERM);
	check_equal("a second extension", run_as(0, start_over, 0), -EADDRINUSE);
	refused_and_not_done();
}
