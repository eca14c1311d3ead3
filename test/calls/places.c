// SPDX-License-Identifier: Apache-2.0
// Where callers sit: chroots, namespaces, cgroups, strange sockets.
#include <fcntl.h>
#include <mntent.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "sockets.h"
#include "credentials.h"
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, INSIDE = 44 };

static char directory[64];

static long enter_directory(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	return chroot(directory) < 0 || chdir("/") < 0 ? -1 : 0;
}

static void make_directory(void)
{
	snprintf(directory, sizeof(directory), "/tmp/pt-test-XXXXXX");
	CHECK(mkdtemp(directory));
	CHECK(chmod(directory, 0755) == 0);
}

/* Every call works for this worker, which is alone in its job. */
static void all_works_for(struct worker *worker, int own_id, bool root)
{
	EXPECT(on(worker, my_job, 0, 0), 0, ENOENT);
	EXPECT(on(worker, unreg, JOB, 0), 0, 0);
	EXPECT(on(worker, reg_self, JOB, 0), 0, 0);
	EXPECT(on(worker, my_job, 0, 0), JOB, 0);
	EXPECT(on(worker, lists, JOB, own_id), 1, 0);
	EXPECT(on(worker, lists_all, JOB, own_id), 1, 0);
	EXPECT(on(worker, kill_job, JOB, 0), 0, 0);
	EXPECT(on(worker, unreg, JOB, 0), -1, EBUSY);
	EXPECT(on(worker, wait_job, JOB, 1), -1, ETIMEDOUT);
	if (root)
		EXPECT(on(worker, label_job, JOB, 5), 0, 0);
	else
		EXPECT(on(worker, label_job, JOB, 5), -1, EPERM);
	EXPECT(job_of(worker->pid, 0), JOB, 0);
	EXPECT(lists(JOB, worker->pid), 1, 0);
	if (own_id == 1) { /* a namespace's first process takes no SIGKILL from inside it */
		EXPECT(on(worker, kill_job, JOB, SIGKILL), 0, 0);
		CHECK(lives(worker));
		EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	} else {
		EXPECT(on(worker, kill_job, JOB, SIGKILL), -1, ECHILD); /* it answers no more */
	}
	AWAIT(unreg(JOB, 0) == 0);
}

/* As kill(2): SIGKILL and SIGSTOP end or stop all but the first process of the caller's namespace.
 */
static void init_of_a_pid_namespace(void)
{
	if (no_user_namespaces())
		return;
	struct worker *host = worker_as(ALICE), *init, *inside, *other;

	EXPECT(on(host, own_users, ALICE, 0), 0, 0);
	EXPECT(on(host, leave_namespaces, CLONE_NEWPID, 0), 0, 0);
	init = worker_of(host);
	EXPECT(on(init, reg_self, JOB, 0), 0, 0);
	inside = worker_of(init);
	other = worker_of(init);
	EXPECT(on(inside, kill_pid, 1, SIGKILL), 0, 0);
	EXPECT(on(inside, kill_pid, 1, SIGSTOP), 0, 0);
	CHECK(lives(init) && state_of(init->pid) != 'T');
	EXPECT(on(inside, kill_job, JOB, SIGKILL), -1, ECHILD);
	AWAIT(!lives(inside) && !lives(other));
	CHECK(lives(init) && state_of(init->pid) != 'T');
	EXPECT(on(init, count_of, JOB, 0), 1, 0);
	EXPECT(on(host, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(unreg(JOB, 0) == 0);
}

static void in_an_empty_directory(void)
{
	struct worker *root, *user;

	make_directory();
	root = worker_new();
	user = worker_new();
	EXPECT(on(root, enter_directory, 0, 0), 0, 0);
	all_works_for(root, root->pid, true);
	EXPECT(on(user, enter_directory, 0, 0), 0, 0);
	EXPECT(on(user, become, ALICE, 50), 0, 0);
	all_works_for(user, user->pid, false);
	CHECK(rmdir(directory) == 0);
}

/* A container without users of its own: its root is root, but sees its own processes only. */
static void in_a_pid_namespace(void)
{
	struct worker *outside = worker_new(), *host = worker_new(), *alone = worker_new();
	struct worker *init, *inside;

	EXPECT(on(host, leave_namespaces, CLONE_NEWPID, 0), 0, 0);
	init = worker_of(host);
	inside = worker_of(init);
	EXPECT(on(init, own_pid, 0, 0), 1, 0);
	EXPECT(on(inside, own_pid, 0, 0), 2, 0);
	EXPECT(reg_pid(JOB, outside->pid), 0, 0);
	EXPECT(reg_pid(OTHER, alone->pid), 0, 0);
	EXPECT(on(init, reg_pid, JOB, 2), -1, EPERM); /* it began outside */
	EXPECT(on(init, reg_self, JOB, 0), -1, EPERM);
	EXPECT(on(init, label_job, JOB, 5), -1, EPERM);
	EXPECT(on(init, reg_pid, INSIDE, outside->pid), -1, ESRCH);
	EXPECT(on(init, reg_pid, INSIDE, 3), -1, ESRCH);
	EXPECT(reg_pid(JOB, inside->pid), 0, 0);

	EXPECT(on(inside, my_job, 0, 0), JOB, 0);
	EXPECT(on(init, job_of, 2, 0), JOB, 0);
	EXPECT(on(init, job_of, 1, 0), 0, ENOENT);
	EXPECT(on(init, job_of, inside->pid, 0), 0, ENOENT);
	EXPECT(on(init, job_of, outside->pid, 0), 0, ENOENT);
	EXPECT(job_of(inside->pid, 0), JOB, 0);
	EXPECT(job_of(outside->pid, 0), JOB, 0);

	EXPECT(on(init, count_of, JOB, 0), 1, 0);
	EXPECT(on(init, lists, JOB, 2), 1, 0);
	EXPECT(on(init, count_of, OTHER, 0), 0, 0);
	EXPECT(on(init, count_all, 0, 0), 1, 0);
	EXPECT(on(init, lists_all, JOB, 2), 1, 0);
	EXPECT(count_of(JOB, 0), 2, 0);
	EXPECT(lists(JOB, inside->pid), 1, 0);
	EXPECT(lists_all(JOB, inside->pid), 1, 0);
	EXPECT(lists_all(JOB, outside->pid), 1, 0);
	EXPECT(on(init, unreg, OTHER, 0), -1, EPERM);
	EXPECT(on(init, wait_job, OTHER, 50), -1, ETIMEDOUT);
}

/* What begins in there is its root's to use, and the real root's. */
static void jobs_of_a_pid_namespace(void)
{
	struct worker *host = worker_new(), *init, *inside, *third, *outside = worker_new();

	EXPECT(on(host, leave_namespaces, CLONE_NEWPID, 0), 0, 0);
	init = worker_of(host);
	inside = worker_of(init);
	third = worker_of(init);
	EXPECT(on(init, reg_pid, INSIDE, 2), 0, 0);
	EXPECT(on(init, reg_pid, INSIDE, 3), 0, 0);
	EXPECT(on(init, label_job, INSIDE, 5), 0, 0);
	EXPECT(on(init, unreg, INSIDE, 0), -1, EBUSY);
	EXPECT(on(third, my_job, 0, 0), INSIDE, 0);
	EXPECT(lists(INSIDE, inside->pid), 1, 0);
	EXPECT(on(init, lists, INSIDE, 2), 1, 0);
	EXPECT(reg_pid(INSIDE, outside->pid), 0, 0);
	EXPECT(on(init, count_of, INSIDE, 0), 2, 0);
	EXPECT(on(init, kill_job, INSIDE, SIGKILL), 0, 0);
	AWAIT(!lives(inside) && !lives(third));
	CHECK(lives(outside) && lives(init));
	EXPECT(on(init, kill_job, INSIDE, SIGKILL), -1, EPERM);
	EXPECT(on(init, unreg, INSIDE, 0), -1, EBUSY);
	EXPECT(count_of(INSIDE, 0), 1, 0);
	EXPECT(kill_job(INSIDE, SIGKILL), 0, 0);
	AWAIT(on(init, unreg, INSIDE, 0) == 0);
}

/* What kill(2) cannot reach from in there, the job's kill does not reach either. */
static void killed_from_a_pid_namespace(void)
{
	struct worker *outside = worker_new(), *host = worker_new(), *alone = worker_new();
	struct worker *init, *inside;

	EXPECT(on(host, leave_namespaces, CLONE_NEWPID, 0), 0, 0);
	init = worker_of(host);
	inside = worker_of(init);
	EXPECT(reg_pid(JOB, outside->pid), 0, 0);
	EXPECT(reg_pid(JOB, inside->pid), 0, 0);
	EXPECT(reg_pid(OTHER, alone->pid), 0, 0);
	EXPECT(on(init, kill_job, OTHER, SIGTERM), -1, EPERM);
	CHECK(lives(alone));
	EXPECT(on(init, kill_job, JOB, SIGTERM), 0, 0);
	AWAIT(!lives(inside));
	CHECK(lives(outside));
	EXPECT(on(init, kill_job, OTHER, SIGKILL), -1, EPERM);
	CHECK(lives(alone));
	EXPECT(on(alone, have_children, 1, 0), 1, 0);
	EXPECT(count_of(OTHER, 0), 2, 0);
}

/* Root of a container with users of its own is the user who made it. */
static void in_a_user_namespace(void)
{
	if (no_user_namespaces())
		return;
	struct worker *of_root = worker_new(), *alice = worker_as(ALICE),
		      *inside = worker_as(ALICE);
	struct worker *target = worker_as(ALICE), *bob = worker_as(BOB);

	EXPECT(on(inside, own_users, ALICE, 0), 0, 0);
	EXPECT(on(of_root, reg_self, JOB, 0), 0, 0);
	EXPECT(on(bob, reg_self, JOB + 2, 0), 0, 0);
	EXPECT(on(inside, reg_pid, OTHER, target->pid), -1, EPERM);
	EXPECT(on(inside, reg_pid, OTHER, inside->pid), -1, EPERM);
	EXPECT(on(inside, label_job, JOB, 1), -1, EPERM);
	EXPECT(on(inside, reg_self, JOB, 0), -1, EPERM);
	EXPECT(on(inside, reg_self, JOB + 2, 0), -1, EPERM);
	EXPECT(on(inside, unreg, JOB, 0), -1, EPERM);
	EXPECT(on(inside, kill_job, JOB, SIGKILL), -1, EPERM);
	EXPECT(on(inside, kill_job, JOB + 2, SIGKILL), -1, EPERM);
	EXPECT(on(alice, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(inside, reg_self, OTHER, 0), 0, 0);
	EXPECT(on(inside, label_job, OTHER, 1), -1, EPERM);
	EXPECT(on(inside, unreg, OTHER, 0), -1, EBUSY);
	EXPECT(on(alice, kill_job, OTHER, 0), 0, 0);
	CHECK(lives(of_root) && lives(bob) && lives(target));
	EXPECT(on(target, kill_job, OTHER, SIGKILL), 0, 0);
	AWAIT(!lives(alice) && !lives(inside));
}

/* Everything at once, as containers are made. */
static void in_a_container(void)
{
	if (no_user_namespaces())
		return;
	struct worker *host = worker_as(ALICE), *init;

	EXPECT(on(host, own_users, ALICE, 0), 0, 0);
	EXPECT(on(host, leave_namespaces,
		  CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNS, 0),
	       0, 0);
	init = worker_of(host);
	all_works_for(init, 1, false);
	AWAIT(!lives(init));
}

static void in_other_namespaces(void)
{
	struct worker *cgroup = worker_new(), *net = worker_new(), *user = worker_new();

	EXPECT(on(cgroup, leave_namespaces, CLONE_NEWCGROUP, 0), 0, 0);
	all_works_for(cgroup, cgroup->pid, true);
	EXPECT(on(net, leave_namespaces, CLONE_NEWNET, 0), 0, 0);
	all_works_for(net, net->pid, true);
	EXPECT(on(user, leave_namespaces, CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWNS, 0), 0, 0);
	EXPECT(on(user, become, ALICE, 50), 0, 0);
	all_works_for(user, user->pid, false);
}

static char cgroup[4096];

/* A cgroup of our own, if the hierarchy is mounted. */
static bool make_cgroup(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *entry;

	CHECK(mounts);
	while ((entry = getmntent(mounts)))
		if (strcmp(entry->mnt_type, "cgroup2") == 0 && access(entry->mnt_dir, W_OK) == 0)
			break;
	if (entry)
		snprintf(cgroup, sizeof(cgroup), "%.4000s/pt-test-%d", entry->mnt_dir, getpid());
	endmntent(mounts);
	return entry && mkdir(cgroup, 0755) == 0;
}

static long enter_cgroup(long unused, long unused_too)
{
	char path[4200];
	int fd;
	ssize_t done;

	(void)unused;
	(void)unused_too;
	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	done = write(fd, "0", 1);
	close(fd);
	return done == 1 ? 0 : -1;
}

static long open_socket(long family, long type)
{
	return socket((int)family, (int)type | SOCK_CLOEXEC, 0);
}

static long find_through(long fd, long pid)
{
	return raw_find((int)fd, (int)pid);
}

/* This worker's socket, in our hands. */
static int fetched(struct worker *worker, int family, int type)
{
	long theirs = on(worker, open_socket, family, type);
	int ours;

	CHECK(theirs >= 0);
	ours = (int)syscall(SYS_pidfd_getfd, worker->pidfd, (int)theirs, 0);
	CHECK(ours >= 0);
	return ours;
}

static long fetch(long pidfd, long fd)
{
	return syscall(SYS_pidfd_getfd, (int)pidfd, (int)fd, 0);
}

/* A socket belongs to the cgroup that it was made in, and it may be used anywhere. */
static void sockets_of_other_cgroups(void)
{
	struct worker *maker, *member, *spaced;
	int fd;

	if (!make_cgroup()) {
		printf("skip: no cgroup2 hierarchy is mounted for writing\n");
		return;
	}
	member = worker_new();
	spaced = worker_new();
	maker = worker_new(); /* last, for it has the others' pidfds */
	EXPECT(reg_pid(OTHER, member->pid), 0, 0);
	EXPECT(on(maker, enter_cgroup, 0, 0), 0, 0);
	EXPECT(on(spaced, leave_namespaces, CLONE_NEWCGROUP | CLONE_NEWNET, 0), 0, 0);
	fd = fetched(maker, AF_UNIX, SOCK_DGRAM);
	EXPECT(find_through(fd, member->pid), OTHER, 0);
	close(fd);
	fd = fetched(spaced, AF_INET, SOCK_STREAM);
	EXPECT(find_through(fd, member->pid), OTHER, 0);
	close(fd);
	fd = (int)on(maker, fetch, spaced->pidfd, on(spaced, open_socket, AF_INET6, SOCK_DGRAM));
	CHECK(fd >= 0);
	EXPECT(on(maker, find_through, fd, member->pid), OTHER, 0);
	EXPECT(on(maker, leave_namespaces, CLONE_NEWCGROUP, 0), 0, 0);
	all_works_for(maker, maker->pid, true);
	AWAIT(rmdir(cgroup) == 0);
}

static long signal_through(long family, long type)
{
	struct pt_request request = {.op = PT_OP_SIGNAL, .job = OTHER};

	return raw_command((int)family, (int)type, &request);
}

static void all_kinds_of_sockets(void)
{
	static const int kinds[][2] = {{AF_UNIX, SOCK_STREAM},	  {AF_UNIX, SOCK_DGRAM},
				       {AF_UNIX, SOCK_SEQPACKET}, {AF_INET, SOCK_STREAM},
				       {AF_INET, SOCK_DGRAM},	  {AF_INET6, SOCK_STREAM},
				       {AF_INET6, SOCK_DGRAM},	  {AF_NETLINK, SOCK_RAW}};
	struct worker *user = worker_as(ALICE), *root = worker_new();

	EXPECT(on(user, reg_self, OTHER, 0), 0, 0);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		long fd = on(user, open_socket, kinds[i][0], kinds[i][1]);

		if (fd < 0 && kinds[i][0] == AF_INET6)
			continue; /* switched off */
		CHECK(fd >= 0);
		EXPECT(on(user, find_through, fd, user->pid), OTHER, 0);
		EXPECT(on(root, find_through, on(root, fetch, user->pidfd, fd), user->pid), OTHER,
		       0);
		EXPECT(on(user, signal_through, kinds[i][0], kinds[i][1]), 0, 0);
		EXPECT(on(root, signal_through, kinds[i][0], kinds[i][1]), 0, 0);
	}
	EXPECT(on(user, find_through, 0, user->pid), -1, ENOTSOCK);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"chroot", in_an_empty_directory},
					      {"pid-namespace", in_a_pid_namespace},
					      {"pid-namespace-jobs", jobs_of_a_pid_namespace},
					      {"pid-namespace-kill", killed_from_a_pid_namespace},
					      {"pid-namespace-init", init_of_a_pid_namespace},
					      {"user-namespace", in_a_user_namespace},
					      {"other-namespaces", in_other_namespaces},
					      {"container", in_a_container},
					      {"cgroups", sockets_of_other_cgroups},
					      {"sockets", all_kinds_of_sockets}};

	return PLAY(argc, argv, scenes);
}
