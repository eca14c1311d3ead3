// SPDX-License-Identifier: Apache-2.0
/*
 * callers.c: socket options at the extension's level, and runs of its pinned programs, with
 * whatever comes. Root can register and signal any process: so root's requests name a caller's own
 * children, or nobody at all, and never the neighbour's job.
 */
#include "callers.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/bpf.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "proctrack_abi.h"

enum { CALLS = 600, ROOM = 1 << 17, LONGEST = 1 << 16, PAGE = 4096, SOCKETS = 4, ENTRY_POINTS = 2 };

struct caller {
	const struct plan *plan;
	long number;
	struct chance chance;
	bool root;
	int level;
	int sockets[SOCKETS];
	int entry_points[ENTRY_POINTS];
	pid_t victims[VICTIMS];
	unsigned char *room; /* ends where nothing is mapped */
	unsigned char *answer;
	const void *nothing;  /* mapped, and nobody may read it */
	unsigned char *stone; /* nobody may write to it */
};

static uint32_t some_job(struct caller *c)
{
	uint32_t job = one_in(&c->chance, 3) ? odd_number(&c->chance) : 1 + below(&c->chance, 4);

	if (!c->root && one_in(&c->chance, 8))
		return NEIGHBOUR_JOB;
	return job == NEIGHBOUR_JOB ? 1 : job;
}

static int32_t some_pid(struct caller *c)
{
	static const int32_t nobodys[] = {0, -1, INT32_MIN, INT32_MAX, 32768, 4194303, 4194304, -2};

	switch (below(&c->chance, c->root ? 3 : 4)) {
	case 0:
		return nobodys[below(&c->chance, sizeof(nobodys) / sizeof(nobodys[0]))];
	case 1:
		return getpid();
	case 2:
		return c->victims[below(&c->chance, VICTIMS)];
	default: /* not allowed, whoever it is */
		return one_in(&c->chance, 2) ? getppid() : 1 + (int32_t)below(&c->chance, 32768);
	}
}

static uint32_t some_op(struct caller *c)
{
	return one_in(&c->chance, 8) ? odd_number(&c->chance) : below(&c->chance, 17);
}

static int32_t some_signal(struct caller *c)
{
	int32_t signal = one_in(&c->chance, 4) ? (int32_t)odd_number(&c->chance)
					       : (int32_t)below(&c->chance, 66);

	/* these two are for the driver's own faults */
	return signal == SIGSEGV || signal == SIGALRM ? SIGKILL : signal;
}

/* Some bytes; the first of them are a request that can do no harm with this operation. */
static void compose(struct caller *c, uint32_t op, unsigned char *bytes, size_t size)
{
	struct pt_request request;

	fill(&c->chance, &request, sizeof(request));
	request.op = op;
	request.job = some_job(c);
	if (one_in(&c->chance, 2))
		request.generation = 0;
	switch (op) {
	case PT_OP_SIGNAL:
		request.signal.number = some_signal(c);
		break;
	case PT_OP_CLOSE:
		request.close.flags &= ~PT_FLAG_FORCE; /* it would be over for all callers */
		break;
	case PT_OP_LIST:
	case PT_OP_JOBS:
	case PT_OP_HISTORY:
	case PT_OP_EVENTS:
		if (one_in(&c->chance, 2))
			request.list.after = odd_number(&c->chance);
		break;
	default:
		request.reg.pid = some_pid(c);
		if (one_in(&c->chance, 2))
			request.reg.flags = below(&c->chance, 32);
	}
	memcpy(bytes, &request, size < sizeof(request) ? size : sizeof(request));
	if (size > sizeof(request))
		fill(&c->chance, bytes + sizeof(request), size - sizeof(request));
}

static uint32_t some_size(struct caller *c)
{
	static const uint32_t sizes[] = {0,    1,    8,	   63,	 64,	65,	128,
					 4095, 4096, 4097, 8192, 65535, LONGEST};

	if (one_in(&c->chance, 2))
		return sizeof(struct pt_request);
	if (one_in(&c->chance, 2))
		return sizes[below(&c->chance, sizeof(sizes) / sizeof(sizes[0]))];
	return below(&c->chance, LONGEST + 1);
}

/* At any alignment, up to the last byte of memory, or beyond it; then it is the kernel's EFAULT. */
static unsigned char *some_place(struct caller *c, unsigned char *end, size_t size)
{
	unsigned char *at = end - size - below(&c->chance, 128) * below(&c->chance, 2);

	return one_in(&c->chance, 16) ? at + 1 + below(&c->chance, (uint32_t)size + 1) : at;
}

static void *bad_pointer(struct caller *c)
{
	void *const bad[] = {NULL,
			     (void *)16,
			     (void *)c->nothing,
			     c->room + ROOM,
			     (void *)0xffff888000000000UL,
			     (void *)0xffffffff81000000UL,
			     (void *)-1L,
			     (void *)0x0000800000000000UL};

	return bad[below(&c->chance, sizeof(bad) / sizeof(bad[0]))];
}

static int some_level(struct caller *c)
{
	if (!one_in(&c->chance, 6))
		return c->level + (int)below(&c->chance, 5);
	return c->level - 20 + (int)below(&c->chance, 40);
}

static int some_socket(struct caller *c)
{
	return c->sockets[below(&c->chance, SOCKETS)];
}

static void note(const char *what, long result)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", what, result < 0 ? strerrorname_np(errno) : "done");
	count(name);
}

static void set_option(struct caller *c)
{
	socklen_t size = some_size(c);
	unsigned char *bytes = some_place(c, c->room + ROOM, size);
	int level = one_in(&c->chance, 8) ? some_level(c) : c->level;
	uint32_t name = some_op(c);
	static unsigned char whole[LONGEST];
	size_t fits = bytes + size > c->room + ROOM
			      ? bytes > c->room + ROOM ? 0 : (size_t)(c->room + ROOM - bytes)
			      : size;

	compose(c, name, whole, size);
	if (size >= sizeof(name)) /* the kernel goes by the option's name */
		fill(&c->chance, whole, sizeof(name));
	memcpy(bytes, whole, fits);
	if (one_in(&c->chance, 32)) {
		static const socklen_t lies[] = {(socklen_t)-1, 0x80000000u, 0x7fffffff};

		size = lies[below(&c->chance, 3)];
	}
	note("set", setsockopt(some_socket(c), level, (int)name,
			       one_in(&c->chance, 16) ? bad_pointer(c) : bytes, size));
}

/* Nothing but the answer may be written, and no more of it than there is room for. */
static void get_option(struct caller *c)
{
	static unsigned char before[LONGEST + 64];
	socklen_t room = one_in(&c->chance, 2) ? PAGE : some_size(c), size = room;
	unsigned char *to = c->answer + below(&c->chance, 64);
	int about = one_in(&c->chance, 2) ? some_pid(c) : (int)odd_number(&c->chance);
	int result;

	if (one_in(&c->chance, 12)) {
		void *bad = one_in(&c->chance, 4) ? c->stone : bad_pointer(c);

		note("ask", getsockopt(some_socket(c), some_level(c), about, bad, &size));
		note("ask", getsockopt(some_socket(c), some_level(c), about, to, bad));
		return;
	}
	memset(to, 0x5c, LONGEST + 64);
	memset(before, 0x5c, sizeof(before));
	result = getsockopt(some_socket(c), some_level(c), about, to, &size);
	note("ask", result);
	if (result == 0 && size > room)
		finding(c->plan, c->number, "an answer of %u bytes in room for %u", size, room);
	if (memcmp(to + room, before, 64) != 0)
		finding(c->plan, c->number, "an answer beyond its room of %u bytes", room);
}

/* Other options of other people's must work as ever, long ones too. */
static void foreign_option(struct caller *c)
{
	static unsigned char bytes[LONGEST];
	socklen_t size = sizeof(int) + below(&c->chance, LONGEST - sizeof(int));
	int buffer = 8192 + (int)below(&c->chance, 8192), fd = some_socket(c), got = 0;

	memset(bytes, 0, size);
	memcpy(bytes, &buffer, sizeof(buffer));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, bytes, size) < 0)
		finding(c->plan, c->number, "SO_SNDBUF of %u bytes fails: %m", size);
	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, bytes, &size) < 0)
		finding(c->plan, c->number, "SO_SNDBUF cannot be read: %m");
	memcpy(&got, bytes, sizeof(got));
	if (got != 2 * buffer)
		finding(c->plan, c->number, "SO_SNDBUF is %d after %d", got, buffer);
	count("foreign options right");
}

/* BPF_PROG_RUN on a pinned entry point, as the loader does, but with any size and any bytes. */
static void run_iterator(struct caller *c)
{
	static unsigned char context[LONGEST];
	static const uint32_t sizes[] = {sizeof(struct pt_request), sizeof(struct pt_page)};
	uint32_t which = below(&c->chance, ENTRY_POINTS);
	uint32_t size = one_in(&c->chance, 4) ? some_size(c) : sizes[which];
	union bpf_attr attributes = {.test = {.prog_fd = (uint32_t)c->entry_points[which],
					      .ctx_in = (uintptr_t)context,
					      .ctx_size_in = size}};

	compose(c, some_op(c), context, sizeof(struct pt_page));
	if (one_in(&c->chance, 16))
		attributes.test.ctx_in = (uintptr_t)bad_pointer(c);
	if (one_in(&c->chance, 32))
		attributes.test.flags = odd_number(&c->chance);
	if (one_in(&c->chance, 32))
		attributes.test.repeat = 1 + below(&c->chance, 3);
	note("entry_point", syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attributes, sizeof(attributes)));
}

static void call(struct caller *c)
{
	switch (below(&c->chance, c->root ? 20 : 16)) {
	case 0:
		foreign_option(c);
		break;
	case 1 ... 8:
		set_option(c);
		break;
	case 9 ... 15:
		get_option(c);
		break;
	default:
		run_iterator(c);
	}
}

static pid_t victim(void)
{
	pid_t parent = getpid(), child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(CALLER_SECONDS);
	while (getppid() == parent) /* else it died before we asked to go with it */
		pause();
	_exit(0);
}

static unsigned char *memory(size_t size, int protection)
{
	void *at = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		_exit(1);
	return at;
}

static int pinned(const char *pins, const char *name)
{
	char path[256];
	union bpf_attr attributes = {.pathname = (uintptr_t)path};

	snprintf(path, sizeof(path), "%s/%s", pins, name);
	return (int)syscall(SYS_bpf, BPF_OBJ_GET, &attributes, sizeof(attributes));
}

static void prepare(struct caller *c, const char *pins)
{
	static const int kinds[SOCKETS][2] = {{AF_UNIX, SOCK_DGRAM},
					      {AF_UNIX, SOCK_STREAM},
					      {AF_INET, SOCK_STREAM},
					      {AF_INET6, SOCK_DGRAM}};

	c->level = pt_level(pins);
	c->room = memory(ROOM + PAGE, PROT_READ | PROT_WRITE);
	mprotect(c->room + ROOM, PAGE, PROT_NONE);
	c->answer = memory(2 * ROOM, PROT_READ | PROT_WRITE);
	c->nothing = memory(PAGE, PROT_NONE);
	c->stone = memory(PAGE, PROT_READ);
	for (int i = 0; i < SOCKETS; i++)
		c->sockets[i] = socket(kinds[i][0], kinds[i][1] | SOCK_CLOEXEC, 0);
	c->entry_points[0] = pinned(pins, PT_PIN_CALL);
	c->entry_points[1] = pinned(pins, PT_PIN_PAGE);
	if (!c->root && (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
			 setresuid(NOBODY, NOBODY, NOBODY) < 0))
		_exit(1);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* again: it goes with the user */
	for (int i = 0; i < VICTIMS; i++)
		c->victims[i] = victim();
}

pid_t caller_start(const struct plan *plan, long number, bool root, const char *pins)
{
	struct caller caller = {.plan = plan, .number = number, .root = root};
	pid_t child = fork();

	if (child)
		return child;
	alarm(CALLER_SECONDS);
	caller.chance = chance_of(plan->seed, (uint64_t)number);
	prepare(&caller, pins);
	for (int i = 0; i < CALLS; i++)
		call(&caller);
	raise(SIGSTOP);
	_exit(0);
}
