// SPDX-License-Identifier: Apache-2.0
// What it costs others that the calls see each getsockopt and setsockopt on the machine: with
// nothing loaded, with an extension without calls, and with one that has them.
#include "attached.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

enum { ROUNDS = 15, BLOCKS = 15, BLOCK = 1000 };
enum { NOTHING, NO_CALLS, CALLS, STATES };
enum { KINDS = 2, WAYS = 2 };

static const char *state_names[] = {"nothing loaded", "no calls", "calls"};
static const char *const kind_names[] = {"AF_UNIX", "TCP"};
static const char *const way_names[] = {"getsockopt", "setsockopt"};

static struct series times[KINDS][WAYS][STATES];
static struct worker worker;
static int sockets[KINDS];

static double get(int fd, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		int type;
		socklen_t size = sizeof(type);

		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
			die("getsockopt", 0);
	}
	return mean_ns(begin, block);
}

static double set(int fd, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		int bytes = 65536;

		if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)) < 0)
			die("setsockopt", 0);
	}
	return mean_ns(begin, block);
}

static double get_unix(int block)
{
	return get(sockets[0], block);
}

static double set_unix(int block)
{
	return set(sockets[0], block);
}

static double get_tcp(int block)
{
	return get(sockets[1], block);
}

static double set_tcp(int block)
{
	return set(sockets[1], block);
}

static const measure asks[KINDS][WAYS] = {{get_unix, set_unix}, {get_tcp, set_tcp}};

/* Connected over the loopback; the listener stays open. */
static int tcp_socket(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (listener < 0 || fd < 0 || listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		die("socket", 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, size) < 0)
		die("connect", 0);
	return fd;
}

static void measure_block(int block, int state)
{
	for (int i = 0; i < KINDS * WAYS; i++) {
		int which = (block + i) % (KINDS * WAYS), kind = which / WAYS, way = which % WAYS;

		add(&times[kind][way][state],
		    ask_undisturbed(&worker, asks[kind][way], BLOCK, state == CALLS));
	}
}

/* 0: this kernel has no calls. */
static int one_state(int state)
{
	if (state != NOTHING)
		load_without(BENCH_PINS, SMALL, state == CALLS ? 0 : PT_FEATURE_CALLS);
	if (state == CALLS && !has_calls(BENCH_PINS))
		return 0;
	for (int block = 0; block < BLOCKS; block++)
		measure_block(block, state);
	unload(BENCH_PINS);
	return 1;
}

static void print_times(int kind, int way)
{
	const struct series *s = times[kind][way];
	char line[64];

	for (int state = 0; state < STATES; state++) {
		snprintf(line, sizeof(line), "%s, %s: %s", way_names[way], kind_names[kind],
			 state_names[state]);
		print_series(line, &s[state]);
	}
	snprintf(line, sizeof(line), "%s, %s: calls add", way_names[way], kind_names[kind]);
	printf("  %-42s %10.2f\n", line, median(&s[CALLS]) - median(&s[NOTHING]));
}

static void run(void)
{
	sockets[0] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sockets[0] < 0)
		die("socket", 0);
	sockets[1] = tcp_socket();
	if (attached_settle())
		state_names[NOTHING] = "without ours";
	worker_start(&worker, BENCH_PINS, NOBODY);
	print_head("other-sockopts: SO_TYPE and SO_RCVBUF", "ns a call; blocks of 1,000 calls");
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < STATES; i++) {
			if (!one_state((round + i) % STATES)) {
				printf("  (this kernel has no calls)\n");
				return;
			}
		}
	}
	for (int i = 0; i < KINDS * WAYS; i++)
		print_times(i / WAYS, i % WAYS);
	print_disturbances();
	worker_end(&worker);
}

int main(void)
{
	return bench_main(run, 280);
}
