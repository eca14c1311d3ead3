// SPDX-License-Identifier: Apache-2.0
// Programs below a seccomp filter that ends whoever makes a system call which proctrack(3) does not
// name. Their pointers are on the heap, where the library has to look before it reads and writes.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, PAGE = 4096, MOST = 64 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_NOT(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)

/* What the library had used to look at pointers, before a sandbox ended a program for it. */
static const int forbidden[] = {SYS_sched_setparam, SYS_process_vm_readv, SYS_process_vm_writev};

/* proctrack(3), SANDBOXES; then what a worker needs to hear and answer. */
static const int calls[] = {SYS_close,	    SYS_fcntl,	    SYS_futex,	    SYS_getpid, SYS_poll,
			    SYS_getsockopt, SYS_pidfd_open, SYS_setsockopt, SYS_socket};
static const int workerry[] = {SYS_read,   SYS_write,	   SYS_recvfrom,
			       SYS_sendto, SYS_exit_group, SYS_rt_sigreturn};
/* The same for a kill before Linux 6.13. */
static const int sweeps[] = {SYS_pidfd_send_signal, SYS_sched_getparam, SYS_sched_getscheduler,
			     SYS_sched_setscheduler, SYS_kill};

struct rules {
	struct sock_filter code[2 * MOST];
	unsigned short count;
};

static void add(struct rules *rules, struct sock_filter one)
{
	CHECK(rules->count < 2 * MOST);
	rules->code[rules->count++] = one;
}

static void add_each(struct rules *rules, const int *numbers, size_t count, uint32_t answer)
{
	for (size_t i = 0; i < count; i++) {
		add(rules, (struct sock_filter)IF_NOT((uint32_t)numbers[i], 1));
		add(rules, (struct sock_filter)RETURN(answer));
	}
}

#define ADD_EACH(rules, list, answer)                                                              \
	add_each(rules, list, sizeof(list) / sizeof((list)[0]), answer)

enum { STRICT = 1, SWEEPS = 2 };

static struct rules filter(long kind)
{
	struct rules rules = {0};

	add(&rules, (struct sock_filter)LOAD(nr));
	if (kind & STRICT) {
		ADD_EACH(&rules, calls, SECCOMP_RET_ALLOW);
		ADD_EACH(&rules, workerry, SECCOMP_RET_ALLOW);
		if (kind & SWEEPS)
			ADD_EACH(&rules, sweeps, SECCOMP_RET_ALLOW);
	} else {
		ADD_EACH(&rules, forbidden, SECCOMP_RET_KILL_PROCESS);
	}
	add(&rules, (struct sock_filter)RETURN(kind & STRICT ? SECCOMP_RET_KILL_PROCESS
							     : SECCOMP_RET_ALLOW));
	return rules;
}

/* Two pages, of which the first one alone is there. */
static char *cliff(void)
{
	char *pages = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(pages != MAP_FAILED);
	CHECK(mprotect(pages, PAGE, PROT_READ | PROT_WRITE) == 0);
	return pages;
}

/* All of it is on the heap. */
struct heap {
	int job, none, pid, other;
	int32_t pids[8];
	uint32_t jobs[8];
	char label[64];
};

static void bad_pointers(struct heap *heap, void *bad)
{
	EXPECT(proctrack_job_label(JOB, 0, bad), -1, EFAULT);
	EXPECT(proctrack_job_reg_self(bad), -1, EFAULT);
	EXPECT(proctrack_job_reg_pid(bad, &heap->pid), -1, EFAULT);
	EXPECT(proctrack_job_reg_pid(&heap->job, bad), -1, EFAULT);
	EXPECT(proctrack_job_unreg(bad), -1, EFAULT);
	EXPECT(proctrack_job_kill(bad, &heap->none), -1, EFAULT);
	EXPECT(proctrack_job_kill(&heap->job, bad), -1, EFAULT);
	EXPECT(proctrack_get_job_id(bad), 0, EFAULT);
	EXPECT(proctrack_get_pids(JOB, 8, bad), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(8, bad, heap->jobs), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(8, heap->pids, bad), -1, EFAULT);
}

static void good_pointers(struct heap *heap, bool root)
{
	EXPECT(proctrack_get_job_id(&heap->pid), JOB, 0);
	EXPECT(proctrack_job_reg_self(&heap->job), -1, EEXIST);
	EXPECT(proctrack_job_reg_pid(&heap->job, &heap->other), -1, root ? EEXIST : EPERM);
	EXPECT(proctrack_job_unreg(&heap->job), -1, EBUSY);
	EXPECT(proctrack_job_kill(&heap->job, &heap->none), 0, 0);
	EXPECT(proctrack_get_pids(JOB, 8, heap->pids), 1, 0);
	CHECK(heap->pids[0] == heap->pid);
	EXPECT(proctrack_get_all_pids(8, heap->pids, heap->jobs), 2, 0);
	CHECK(heap->jobs[0] + heap->jobs[1] == JOB + OTHER);
	EXPECT(proctrack_job_label(JOB, 0, heap->label), root ? 0 : -1, root ? 0 : EPERM);
	EXPECT(proctrack_job_wait(JOB, 10), -1, ETIMEDOUT);
	proctrack_dump_records();
	CHECK(proctrack_version() == 4);
}

static long every_call(long kind, long other)
{
	bool root = geteuid() == 0;
	char *page = cliff(), *end = page + PAGE;
	struct heap *heap = (struct heap *)page;
	struct rules rules = filter(kind);
	struct sock_fprog program = {.len = rules.count, .filter = rules.code};

	*heap = (struct heap){.job = JOB, .pid = getpid(), .other = (int)other, .label = "a test"};
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
	good_pointers(heap, root);
	bad_pointers(heap, NULL);
	bad_pointers(heap, end);
	bad_pointers(heap, (void *)0xffffffff81000000UL);
	memset(end - 3, 'x', 3);
	bad_pointers(heap, end - 3); /* begins where something is */
	good_pointers(heap, root);
	return 0;
}

static void below_a_filter(long kind)
{
	struct worker *root = worker_new(), *user = worker_as(ALICE), *other = worker_new();

	EXPECT(reg_pid(OTHER, other->pid), 0, 0);
	EXPECT(on(root, reg_self, JOB, 0), 0, 0);
	EXPECT(on(root, every_call, kind, other->pid), 0, 0);
	CHECK(lives(root));
	end_worker(root);
	AWAIT(unreg(JOB, 0) == 0);
	EXPECT(on(user, reg_self, JOB, 0), 0, 0);
	EXPECT(on(user, every_call, kind, other->pid), 0, 0);
	CHECK(lives(user));
}

static void that_forbids(void)
{
	below_a_filter(0);
}

static void that_allows(void)
{
	below_a_filter(figures().settings.features & PT_FEATURE_SIGNAL_TASK ? STRICT
									    : STRICT | SWEEPS);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"forbids", that_forbids}, {"allows", that_allows}};

	return PLAY(argc, argv, scenes);
}
