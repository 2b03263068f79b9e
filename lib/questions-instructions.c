// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Questions about instructions: which the kernel knows (isa, atomic-result), which may be missing
 * (no-exit), and which may not read what nothing wrote (undef-use).
 */
#include "lib/question.h"

/* What the headers of old kernels do not have. */
enum { ATOMIC_FETCH = 1, ATOMIC_LOAD_ACQUIRE = 0x100, SIGNED_LOAD = 0x80 };

#define ZERO_SLOT SET(1, 0), STORE(DW, 10, -8, 1)

/* The opcodes of instructions that have a form besides, which the other fields tell. */
#define LOAD_SIGNED(to, base, offset) \
	INSTRUCTION(BPF_LDX | SIGNED_LOAD | BPF_B, to, base, offset, 0)
#define MOVE_SIGNED(to, from) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 8, 0)
#define DIVIDE_SIGNED(to, by) INSTRUCTION(BPF_ALU64 | BPF_DIV | BPF_K, to, 0, 1, by)
#define SWAP(to) INSTRUCTION(BPF_ALU64 | BPF_END, to, 0, 0, 16)
#define SWAP_TO_BIG(to) INSTRUCTION(BPF_ALU | BPF_END | BPF_TO_BE, to, 0, 0, 16)
#define GO_FAR(over) INSTRUCTION(BPF_JMP32 | BPF_JA, 0, 0, 0, over)
#define GO(over) INSTRUCTION(BPF_JMP | BPF_JA, 0, 0, over, 0)
#define GO_TO(target) INSTRUCTION(BPF_JMP | BPF_JA | BPF_X, target, 0, 0, 0)
/* From the arena's address space, 1, to the kernel's, 0. */
#define CAST(to, from) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 1, 1)

/*
 * Over the trap. A kernel that does not know a far jump may take it for one to what follows, which
 * must not pass for knowing it. The verifier never goes the first jump's way.
 */
#define OVER_THE_TRAP(jump) SET(0, 0), JUMP_BY(JNE, 0, 0, 1), jump, TRAP, EXIT

const struct question bpfmend_questions_instructions[] = {
	{
		.told = NOT_ASKED("libcall", "",
				  "clang does not compile it, so that no kernel comes to see it"),
	},
	{
		REFUSED("atomic-result", "", "no atomic operation returns what was in memory"),
		PROGRAM_SOCKET,
		CODE(ZERO_SLOT, ATOMIC(DW, 10, -8, 1, BPF_ADD), RETURN(0)),
		CODE(ZERO_SLOT, ATOMIC(DW, 10, -8, 1, BPF_ADD | ATOMIC_FETCH), RETURN(0)),
	},
	{
		.told = NOT_ASKED(
			"atomic-result", "unreturned",
			"every kernel does what the instruction says; clang selected another"),
	},
	{
		REFUSED("no-exit", "", "what has no exit behind it is refused"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, JUMP_BY(JEQ, 0, 9, 2), RETURN(0), RETURN(0)),
		CODE(UNKNOWN, JUMP_BY(JEQ, 0, 9, 2), RETURN(0), SET(0, 0)),
	},
	{
		REFUSED("undef-use", "", "a register that was never written may not be copied"),
		PROGRAM_SOCKET,
		CODE(SET(2, 0), MOVE(3, 2), RETURN(0)),
		CODE(MOVE(3, 2), RETURN(0)),
	},
	{
		.told = NOT_ASKED("loop-end", "",
				  "it is a matter of the loop, and to walk one without an end is "
				  "to walk a million instructions"),
	},
	{
		REFUSED("isa", "atomic",
			"there are no atomic operations but an addition that returns nothing"),
		PROGRAM_SOCKET,
		CODE(ZERO_SLOT, ATOMIC(DW, 10, -8, 1, BPF_ADD), RETURN(0)),
		CODE(ZERO_SLOT, ATOMIC(DW, 10, -8, 1, BPF_OR), RETURN(0)),
	},
	{
		REFUSED("isa", "load-signed", "there are no loads that extend the sign"),
		PROGRAM_SOCKET,
		CODE(ZERO_SLOT, LOAD(B, 2, 10, -8), RETURN(0)),
		CODE(ZERO_SLOT, LOAD_SIGNED(2, 10, -8), RETURN(0)),
	},
	{
		REFUSED("isa", "move-signed", "there are no moves that extend the sign"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, MOVE(2, 0), RETURN(0)),
		CODE(UNKNOWN, MOVE_SIGNED(2, 0), RETURN(0)),
	},
	{
		REFUSED("isa", "division-signed", "there are no signed divisions"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, ALU_BY(DIV, 0, 3), RETURN(0)),
		CODE(UNKNOWN, DIVIDE_SIGNED(0, 3), RETURN(0)),
	},
	{
		REFUSED("isa", "swap", "there is no swap of bytes whatever the machine's order"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, SWAP_TO_BIG(0), RETURN(0)),
		CODE(UNKNOWN, SWAP(0), RETURN(0)),
	},
	{
		REFUSED("isa", "goto-long", "there are no jumps farther than 32767 instructions"),
		PROGRAM_SOCKET,
		CODE(OVER_THE_TRAP(GO(1))),
		CODE(OVER_THE_TRAP(GO_FAR(1))),
	},
	{
		REFUSED("isa", "address-space", "there are no casts between address spaces"),
		PROGRAM_SOCKET,
		CODE(MAP(1, MAP_ARRAY), SET(2, 0), MOVE(2, 2), RETURN(0)),
		CODE(MAP(1, MAP_ARENA), SET(2, 0), CAST(2, 2), RETURN(0)),
	},
	{
		REFUSED("isa", "acquire", "there are no loads that acquire"),
		PROGRAM_SOCKET,
		CODE(ZERO_SLOT, LOAD(DW, 2, 10, -8), RETURN(0)),
		CODE(ZERO_SLOT, ATOMIC(DW, 2, -8, 10, ATOMIC_LOAD_ACQUIRE), RETURN(0)),
	},
	{
		REFUSED("isa", "goto-register", "there are no jumps through a table"),
		PROGRAM_SOCKET,
		CODE(MAP_VALUE(1, MAP_ARRAY), LOAD(DW, 1, 1, 0), GO(0), RETURN(0)),
		CODE(MAP_VALUE(1, MAP_INSTRUCTIONS), LOAD(DW, 1, 1, 0), GO_TO(1), RETURN(0)),
	},
};

const size_t bpfmend_questions_instructions_count =
	sizeof(bpfmend_questions_instructions) / sizeof(*bpfmend_questions_instructions);
