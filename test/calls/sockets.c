// SPDX-License-Identifier: Apache-2.0
#include "sockets.h"

#include <errno.h>
#include <unistd.h>

#include "stage.h"

int call_level(void)
{
	return pt_level(pins());
}

long raw_command(int family, int type, const struct pt_request *request)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0), error, result;

	if (fd < 0)
		return -1;
	result = setsockopt(fd, call_level(), (int)request->op, request, sizeof(*request));
	error = errno;
	close(fd);
	errno = error;
	return result;
}

long raw_find(int fd, int pid)
{
	struct pt_answer answer = {0};
	socklen_t size = sizeof(answer);

	if (getsockopt(fd, call_level() + PT_ASK_FIND, pid, &answer, &size) < 0)
		return -1;
	if (answer.error) {
		errno = -answer.error;
		return -1;
	}
	return (long)answer.value;
}
