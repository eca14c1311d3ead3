// SPDX-License-Identifier: Apache-2.0
// Who holds much dies slowly: -p processes with -m MiB of memory each. The first one also listens
// on a port of the loopback, "port N", and has the file of -l locked.
#include "workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MEBIBYTES_MOST = 8192, PROCESSES_MOST = 16 };

static long mebibytes = 64;
static const char *lock;

void set_holder(int option, const char *text)
{
	if (option == 'm')
		mebibytes = drill_number(text, 1, MEBIBYTES_MOST);
	else if (option == 'p')
		board->trick.members = (int)drill_number(text, 1, PROCESSES_MOST);
	else
		lock = text;
}

/* In small pages, which take the kernel longest to give back. */
static void take_memory(void)
{
	size_t size = (size_t)mebibytes << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		give_up(FAILED, "mmap", errno);
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
}

static void take_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
	    listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		give_up(FAILED, "port", errno);
	say("port %d\n", ntohs(address.sin_port));
}

static void take_lock(const char *path)
{
	int file = open(path, O_RDWR);

	if (file < 0 || lockf(file, F_TLOCK, 0) < 0)
		give_up(FAILED, path, errno);
}

void play_holder(void)
{
	take_port();
	if (lock)
		take_lock(lock);
	for (int i = 1; i < board->trick.members; i++)
		if (give_birth() == 0)
			break;
	take_memory();
	report_and_linger();
}
