// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend audit`: hands over to the auditor, a program of its own, which is linked with LLVM. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "lab/place.h"

int command_audit(int argc, char **argv, struct failure *why)
{
	char *path;
	int error = place_find("bpfmend-audit", &path, NULL);

	(void)argc;
	if (error == -ENOENT)
		return fail_with(why, error,
				 "there is no auditor here: install the package bpfmend-audit, "
				 "or build with LLVM 22");
	if (error)
		return fail_with(why, error, "cannot find the auditor: %s", strerror(-error));
	execv(path, argv);
	error = fail_with(why, -errno, "cannot run %s: %s", path, strerror(errno));
	free(path);
	return error;
}
