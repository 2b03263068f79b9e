/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The machine that runs BPF programs: what a program can reach and what it has done so far. Its
 * addresses are made up: the upper half names a kind of memory, the lower the place in it, so that
 * each access is held against the object it belongs to; packets lie below 4 GiB, as their
 * addresses in a struct __sk_buff have 32 bits. Nothing in it depends on the address that anything
 * has in this process: the same input gives the same run.
 *
 * Why one of our own: Debian packages no ubpf, and DPDK's librte_bpf, which it does, knows neither
 * maps nor calls between functions of a program ("EBPF_PSEUDO_CALL to external function").
 */
#ifndef BPFMEND_INTERPRETER_MACHINE_H
#define BPFMEND_INTERPRETER_MACHINE_H

#include "selftests/interpreter/maps.h"
#include "llvm-pass/bytecode/bytecode.h"
#include "selftests/interpreter/random.h"
#include "selftests/interpreter/room.h"

enum {
	MOST_FRAMES = 8,
	MOST_HELPERS = 256,
	MOST_KFUNCS = 32,
	MOST_BLOCKS = 1024,
	MOST_MAPS = 255,
	BLOCK_BITS = 20, /* of an address, for the place in a block */
	FRAME_PITCH = 1024, /* a frame has a gap below it */
	MOST_DYNPTRS = 16,
	DATA_IMAGES = 8,
	CONTEXT_SIZE = 512,
	PACKET_HEADROOM = 256,
	PACKET_ROOM = 4096,
	DEFAULT_BUDGET = 200000,
};

/* How a program has ended, or that it has not. */
enum ending {
	GOES_ON, /* of helpers: 0, as success is */
	RETURNED,
	TAIL_CALLED, /* into a program that is not run */
	FAULT, /* it did what no verifier may let it do */
	NOT_RUN, /* it needs what is not here */
	TOO_LONG,
};

/* Kinds of memory: bits 40 to 47 of an address whose upper bits are 1. */
enum zone {
	ZONE_STACK = 0xd0,
	ZONE_CONTEXT,
	ZONE_DATA,
	ZONE_VALUE, /* of maps */
	ZONE_BLOCK, /* what a helper gave: records, sockets */
	ZONE_MAP, /* a map itself, which is only handed to helpers */
	ZONE_CODE,
	ZONE_LAST = ZONE_CODE,
};

#define PACKET_ADDRESS UINT64_C(0x10000000)
#define KERNEL_ADDRESS UINT64_C(0xffff888000000000)

struct frame {
	uint64_t saved[4]; /* R6 to R9 of the caller */
	size_t back; /* where the caller goes on */
	uint64_t turns; /* of may_goto */
	unsigned char bytes[FRAME_SIZE];
};

struct block {
	unsigned char *bytes; /* NULL once it was given back */
	size_t size;
	size_t map; /* of a record: the ring buffer */
};

/* What a struct bpf_dynptr in the program's memory stands for. */
struct dynptr {
	uint64_t address;
	uint32_t size;
	bool is_record;
};

/* What the outside has seen, in its order. */
struct trace {
	unsigned char *bytes;
	size_t size, room;
};

struct machine {
	const struct bytecode *object;
	uint64_t seed;
	unsigned char pattern; /* what was not written holds */
	bool reads_kernel; /* its context holds pointers that may be followed */
	struct room room; /* whatever lasts as long as a run */

	struct frame frames[MOST_FRAMES];
	size_t depth;
	unsigned char context[CONTEXT_SIZE];
	size_t context_size;
	unsigned char packet[PACKET_ROOM];
	size_t packet_meta, packet_start, packet_end; /* offsets into it; end 0: it has none */
	const struct context_kind *kind;
	unsigned char **data; /* the sections, as they are now */
	unsigned char **images[DATA_IMAGES]; /* as they may be in the beginning; globals.c */
	struct map *maps; /* the object's, then those that lie in others */
	size_t map_count;
	struct block blocks[MOST_BLOCKS];
	size_t block_count;
	struct dynptr dynptrs[MOST_DYNPTRS];
	size_t dynptr_count;

	struct trace trace;
	uint32_t calls[MOST_HELPERS]; /* of each helper */
	uint32_t kfunc_calls[MOST_KFUNCS];
	uint64_t executed, budget;
	size_t place; /* of the instruction that is executed, or was last */
	char reason[96]; /* why it ended, if it did not return */
};

static inline uint64_t zone_address(enum zone zone, uint64_t which, uint64_t offset)
{
	return UINT64_C(0xffff) << 48 | (uint64_t)zone << 40 | which << 32 | offset;
}

/* Makes room for what runs of the object need. Returns 0 or a negative errno. */
int machine_open(struct machine *machine, const struct bytecode *object);
void machine_close(struct machine *machine);

/* Before each run: forgets the last one. The context and the packet are the caller's to fill. */
int machine_start(struct machine *machine, uint64_t seed, unsigned char pattern);

/* Ends the run: notes why, and returns the ending. */
enum ending machine_end(struct machine *machine, enum ending ending, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Notes something that is seen outside. */
enum ending machine_trace(struct machine *machine, uint32_t kind, const void *bytes, size_t size);

/* A block of memory that a helper gives, filled with what the seed says; its address, or 0. */
uint64_t machine_block(struct machine *machine, size_t size, size_t map);
struct block *machine_block_at(struct machine *machine, uint64_t address);

/* Runs the function; arguments are those of R1 to R5. */
enum ending execute(struct machine *machine, size_t first, const uint64_t *arguments,
		    uint64_t *result);

#endif
