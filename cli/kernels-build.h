/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* `bpfmend kernels build` and `source`, actions of their own size; kernels.c calls them. */
#ifndef BPFMEND_CLI_KERNELS_BUILD_H
#define BPFMEND_CLI_KERNELS_BUILD_H

#include "lab/failure.h"

/* argv[0] is "bpfmend kernels build", or "source"; otherwise as struct command's run. */
int kernels_build_command(int argc, char **argv, struct failure *why);
int kernels_source_command(int argc, char **argv, struct failure *why);

#endif
