/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Before all else: what LLVM's backend does not compile. Only where it refuses the module as it
 * stands are the hazards asked that know why, with its errors and the instructions that they are
 * about; what they mend is emitted again, for what is then refused. All that comes after them has
 * code to look at, and takes the module as it then is for the plain one.
 */
#ifndef BPFMEND_COMPILING_H
#define BPFMEND_COMPILING_H

struct run;

/* Looks for what is not compiled, tells of it and, in mend mode, mends it. Returns 0 or -ENOMEM. */
int compiling_run(struct run *run);

#endif
