/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What lies at an address of a program. An access must lie in one object whole: a frame that is in
 * use, the context, the packet from its start to its end, a section of globals, one value of a map,
 * one record. What is at a kernel's address is a function of the seed and the address.
 */
#ifndef BPFMEND_INTERPRETER_MEMORY_H
#define BPFMEND_INTERPRETER_MEMORY_H

#include "selftests/interpreter/machine.h"

/* NULL where there is nothing, or nothing that may be written. */
unsigned char *memory_at(struct machine *machine, uint64_t address, uint64_t size, bool write);

/*
 * For helpers: as memory_at(), but ends the run with a fault where there is nothing. What is read
 * may be the kernel's. No bytes are nowhere, and fine.
 */
enum ending memory_read(struct machine *machine, uint64_t address, uint64_t size,
			const unsigned char **bytes);
enum ending memory_write(struct machine *machine, uint64_t address, uint64_t size,
			 unsigned char **bytes);

/* For bpf_probe_read*(): what cannot be read gives -EFAULT. */
long memory_probe(struct machine *machine, uint64_t address, size_t size, unsigned char *bytes);

/* For the program's own loads and stores; a fault says what was tried. */
enum ending memory_load(struct machine *machine, uint64_t address, unsigned int width,
			uint64_t *value);
enum ending memory_store(struct machine *machine, uint64_t address, unsigned int width,
			 uint64_t value);

/* "stack-16", "value of map 2 +8": for messages. */
void memory_describe(const struct machine *machine, uint64_t address, char *text, size_t size);

#endif
