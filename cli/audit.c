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
	int error = place_find("bpfmend-audit", &path, why);

	(void)argc;
	if (error == -ENOENT)
		return fail_with(why, error,
				 "this bpfmend was built without LLVM 22 and has no "
				 "auditor");
	if (error)
		return error;
	execv(path, argv);
	error = fail_with(why, -errno, "cannot run %s: %s", path, strerror(errno));
	free(path);
	return error;
}
