/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A select of pointers made a branch, and the condition a number that the verifier knows on each
 * way:
 *
 *	%p = select i1 %c, ptr %x, ptr null	==>	br i1 %c, label %then, label %join
 *	...					then:	br label %join
 *	br i1 %c, ...				join:	%n = phi i64 [1, %then], [0, %head]
 *							%p = phi ptr [%x, %then], [null, %head]
 *							...
 *							%d = icmp ne i64 %n, 0
 *							br i1 %d, ...
 *
 * Relies on the bridge to split blocks and for dominance.
 */
#ifndef BPFMEND_SELECT_BRANCH_H
#define BPFMEND_SELECT_BRANCH_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True for a select of two pointers by one condition that is an instruction. */
bool select_branch_is(LLVMValueRef value);

/*
 * Rewrites a select, and with it the selects of pointers behind it in its block that have the same
 * condition; deletes them. What the condition decides behind the branch, the number then does.
 * A
 * select by poison may stay unused where a branch on it is undefined, so it may be frozen first.
 * Invalidates what analyses know of the function.
 */
void select_branch_build(LLVMValueRef select);

#endif
