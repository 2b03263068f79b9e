/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers of less than 32 bits, which have no register of their own: instruction selection computes
 * with 32 and leaves above them whatever comes out. What is compared, or used as an unsigned
 * number, is then a copy with the rest masked off, and each such copy is a register that the
 * verifier knows nothing of the others for.
 *
 *	i16 x = y - 3		w1 += -3
 *	if (x > 23)		w2 = w1; w2 &= 0xffff; if w2 > 23 goto
 *	use(x)			r1 &= 0xffff; use(r1)
 */
#ifndef BPFMEND_NARROW_NUMBER_H
#define BPFMEND_NARROW_NUMBER_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/*
 * True if no copy is made of the number: its register has only 0 above its bits, or copies of its
 * sign, which instruction selection prefers where it is compared as a signed number more often.
 */
bool narrow_number_is_whole(LLVMValueRef value);

#endif
