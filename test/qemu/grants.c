// SPDX-License-Identifier: Apache-2.0
// What a group may that the extension was granted to: all but start and stop, without any
// capability; where the kernel cannot signal, with CAP_KILL alone.
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum {
	NOBODY = 65534,
	MEMBER = 64999,
	NO_CAPABILITY = 0,
	KILL_ONLY = 1u << CAP_KILL,
	REACHES = PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER,
};

static pid_t victim; /* root's */

/* Leave root for this user and group, and keep these of its rights. */
static int become(uid_t user, gid_t group, uint32_t capabilities)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{.effective = capabilities, .permitted = capabilities}};

	if (prctl(PR_SET_KEEPCAPS, 1) < 0 || setgroups(0, NULL) < 0 || setgid(group) < 0 ||
	    setuid(user) < 0 || syscall(SYS_capset, &header, data) < 0)
		return -errno;
	return 0;
}

static int run_in(uid_t user, gid_t group, uint32_t capabilities, int (*body)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		if (become(user, group, capabilities) < 0)
			_exit(255);
		_exit(-body());
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static int run_as(uid_t user, uint32_t capabilities, int (*body)(void))
{
	return run_in(user, user, capabilities, body);
}

static int look(void)
{
	struct pt_state state;

	return proctrackext_status(extension.pins, &state);
}

static int enrol(void)
{
	pid_t listed[2];
	int error = extension_register(&extension, job, victim);

	if (error)
		return error;
	if (extension_find(&extension, victim) != (long)job)
		return -ENOMSG;
	return extension_list(&extension, job, listed, 2) == 1 && listed[0] == victim ? 0 : -ENOMSG;
}

static int end(void)
{
	uint32_t signalled = 0;
	int error = proctrackext_signal(extension.pins, job, SIGKILL, NULL, &signalled);

	if (error)
		return error;
	if (signalled != 1)
		return -ENOMSG;
	return proctrackext_wait(extension.pins, job, 0, 20000);
}

static int unload(void)
{
	uint32_t jobs;

	return extension_stop(&extension, PT_FLAG_FORCE, &jobs);
}

static int grant(void)
{
	return proctrackext_grant(extension.pins, "0");
}

static pid_t sleeper(void)
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		pause();
		_exit(0);
	}
	return child;
}

void drill_grants(const char *round)
{
	struct pt_state state = {0};
	uint32_t granted = 0;
	bool kernel_signals;
	char name[64];

	check_begin("%s grants", round);
	check_call("status", proctrackext_status(extension.pins, &state));
	kernel_signals = (state.settings.features & REACHES) == REACHES;
	victim = sleeper();
	job++;
	check_equal("before it", run_as(MEMBER, NO_CAPABILITY, look), -EACCES);
	check_call("grant", proctrackext_grant(extension.pins, "64999"));
	check_equal("others look", run_as(NOBODY, NO_CAPABILITY, look), -EACCES);
	check_call("look", run_as(MEMBER, NO_CAPABILITY, look));
	check_call("register, find, list", run_as(MEMBER, NO_CAPABILITY, enrol));
	check("stop", run_as(MEMBER, NO_CAPABILITY, unload) < 0, "was not refused");
	check("grant by a member", run_as(MEMBER, NO_CAPABILITY, grant) < 0, "was not refused");
	check_call("still open", proctrackext_status(extension.pins, &state));
	check_equal("closing", state.closed, 0);
	if (!kernel_signals)
		check_equal("kill without CAP_KILL", run_as(MEMBER, NO_CAPABILITY, end), -EPERM);
	check_call("kill", run_as(MEMBER, kernel_signals ? NO_CAPABILITY : KILL_ONLY, end));
	check("the victim", waitpid(victim, NULL, 0) == victim, "lives");
	check_call("who may", proctrackext_granted(extension.pins, &granted, name, sizeof(name)));
	check_equal("the group", granted, MEMBER);
	check_call("take back", proctrackext_grant(extension.pins, "0"));
	check_call("who may", proctrackext_granted(extension.pins, &granted, name, sizeof(name)));
	check_equal("nobody", granted, PROCTRACKEXT_NO_GROUP);
	check_equal("after it", run_as(MEMBER, NO_CAPABILITY, look), -EACCES);
	check_equal("root's group looks", run_in(MEMBER, 0, NO_CAPABILITY, look), -EACCES);
	check_equal("root's group enrols", run_in(MEMBER, 0, NO_CAPABILITY, enrol), -EACCES);
}
