/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * All that the pass needs of LLVM and that LLVM's C API does not have: the
 * entry point that loads the plugin, command-line options, clang's own
 * diagnostics, what LLVM knows of values, what instruction selection will do
 * with them, empty assembly taken apart, the splitting of blocks, inlining, the
 * promotion of stack objects, CO-RE's relocations, LLVM's cleanup passes,
 * copies of functions, twins, and notes. Above this line everything is C; below
 * it, one C++ file for each. What differs between LLVM versions is hidden here
 * too.
 */
#ifndef BPFMEND_BRIDGE_H
#define BPFMEND_BRIDGE_H

#include <llvm-c/Core.h>
#include <llvm-c/Target.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Entry: the bridge calls the pass ---- */

/* LLVM's analysis managers during one run of the pass. */
typedef struct bridge_analyses bridge_analyses;

/*
 * The pass itself, in pass.c. The bridge calls it once per module, after the
 * optimiser's last pass. Returns whether it changed anything.
 */
bool bpfmend_run(LLVMModuleRef module, bridge_analyses *analyses);

/*
 * Has analyses carry something of the pass's own, until it is given another or
 * NULL; and what that is, NULL at first.
 */
void bridge_attach(bridge_analyses *analyses, void *attached);
void *bridge_attached(bridge_analyses *analyses);

/*
 * Makes comparisons of llvm.bpf.compare, as the backend's first pass does: the
 * object stays what it is, and all that follows sees them. Returns whether
 * there were any.
 */
bool bridge_lower_comparisons(LLVMModuleRef module);

/* The optimiser's level, 0 to 3: 2 for -Os, and where opt runs the pass alone.
 */
unsigned int bridge_level(bridge_analyses *analyses);

/* ---- Options ---- */

/* -bpfmend-mode */
enum bridge_mode {
  BRIDGE_MODE_WARN,
  BRIDGE_MODE_MEND,
  BRIDGE_MODE_VARIANTS,
  BRIDGE_MODE_OFF
};

enum bridge_mode bridge_option_mode(void);

/* -bpfmend-kernels and -bpfmend-hazards as they were written, "" where they
 * were not. */
const char *bridge_option_kernels(void);
const char *bridge_option_hazards(void);

/* -bpfmend-unknown=warn: whether to tell of refusals that no hazard explains.
 */
bool bridge_option_unknown(void);

/* -bpfmend-rewrites, for tests: how many visits may rewrite something in one
 * function. */
unsigned int bridge_option_rewrites(void);

/* -bpfmend-walk, for tests: whether what verifiers take is left alone. */
bool bridge_option_walk(void);

/* -bpfmend-look, for tests of IR that the backend cannot compile: whether it is
 * asked at all. */
bool bridge_option_looks(void);

/* -bpfmend-emitted, for tests: where to write what the backend makes of the
 * module; "" for nowhere. */
const char *bridge_option_emitted(void);

/* Whether the module is on its way to an object, and -bpfmend-notes=off does
 * not say otherwise: then what is found is left in it. */
bool bridge_leaves_notes(bridge_analyses *analyses);

/* ---- Diagnostics ---- */

enum bridge_report_kind {
  BRIDGE_WARNING,  /* clang's -Wpass-failed=NAME, on by default */
  BRIDGE_REMARK,   /* -Rpass=NAME, and -fsave-optimization-record */
  BRIDGE_ANALYSIS, /* -Rpass-analysis=NAME, likewise */
};

/*
 * Reports text at a source place, the debug location of an instruction of the
 * function. name is "bpfmend-HAZARD" and must live as long as the program.
 * Without a location (NULL) clang names the function's place instead.
 */
void bridge_report(enum bridge_report_kind kind, const char *name,
                   LLVMValueRef function, LLVMMetadataRef location,
                   const char *text);

/* Reports an error that stops the compilation: options that make no sense, no
 * memory. */
void bridge_error(LLVMModuleRef module, const char *text);

/* Adds text to the section of the object that has notes for `bpfmend explain`:
 * no loader looks at it, and no program has it in its memory. */
void bridge_add_notes(LLVMModuleRef module, const char *text, size_t size);

/*
 * The name of the C variable that an alloca holds, copied to name (size bytes,
 * cut to fit). Returns false, and an empty name, where debug information does
 * not tell.
 */
bool bridge_variable_name(LLVMValueRef alloca, char *name, size_t size);

/* True if the instruction stands in function, or debug information says it was
 * inlined from it. */
bool bridge_comes_from(LLVMValueRef instruction, LLVMValueRef function);

/*
 * The name of the struct or array that an argument of a function points at, as
 * its debug information says: NULL where that does not tell, "" where it has
 * none. Lives as long as the module.
 */
const char *bridge_pointee(LLVMValueRef argument);

/*
 * The size of a map's keys and values in bytes, as the definition of the map, a
 * global variable of libbpf's kind, says; 0 where debug information does not
 * tell, and of NULL.
 */
uint64_t bridge_map_key_size(LLVMValueRef map);
uint64_t bridge_map_value_size(LLVMValueRef map);

/* ---- Values ---- */

/*
 * The signed range of an integer at the instruction place, which the integer
 * dominates: from LazyValueInfo and ScalarEvolution. Returns false where
 * nothing is known, and for integers of more than 64 bits.
 */
bool bridge_range(bridge_analyses *analyses, LLVMValueRef value,
                  LLVMValueRef place, int64_t *first, int64_t *last);

/*
 * Which of the bytes that a store instruction writes are surely 0: zero[i] for
 * the byte at its address plus i. Returns how many bytes it writes, or 0 where
 * nothing is known or they are more than size, the room in zero.
 */
size_t bridge_stored_zeroes(LLVMValueRef store, bool *zero, size_t size);

/*
 * Which of size bytes of constant memory are surely 0. place is any instruction
 * of the module. Returns false where pointer is no address in a constant global
 * whose content is known.
 */
bool bridge_constant_zeroes(LLVMValueRef pointer, LLVMValueRef place,
                            bool *zero, size_t size);

/*
 * The alignment in bytes, 8 at most, of a pointer that a memory intrinsic
 * (llvm.memcpy) is given: what the call says, or what is known of the address.
 */
unsigned int bridge_argument_alignment(LLVMValueRef call,
                                       unsigned int argument);

/*
 * How many bytes the first argument of a call is behind the second, both
 * addresses, where that is a constant. Returns false where it is not known to
 * be.
 */
bool bridge_distance(bridge_analyses *analyses, LLVMValueRef call,
                     int64_t *bytes);

/* What a pointer is a constant number of bytes behind, through all that only
 * adds constants; and how many. */
LLVMValueRef bridge_strip_offset(LLVMValueRef pointer, LLVMTargetDataRef layout,
                                 int64_t *bytes);

/* True if LLVM proves that a pointer is not NULL at the instruction place. */
bool bridge_not_null(bridge_analyses *analyses, LLVMValueRef pointer,
                     LLVMValueRef place);

/*
 * The text of the inline assembly that a call is, copied to text, if what the
 * call returns is the assembly's first operand, a register. Returns false for
 * other calls, and where the text does not fit into size bytes.
 */
bool bridge_assembly(LLVMValueRef call, char *text, size_t size);

/*
 * True for a call of inline assembly with exactly this text and these
 * constraints, that has no side effects.
 */
bool bridge_is_assembly(LLVMValueRef call, const char *text,
                        const char *constraints);

/*
 * The call of empty inline assembly that a value is a result of, if that result
 * is tied to an argument of the value's type, or comes out of the register
 * that the argument went into; its number is written: both are the same. NULL
 * for other values.
 */
LLVMValueRef bridge_tied_call(LLVMValueRef value, unsigned int *argument);

/*
 * Builds, before such a call, the same with 64 bits for each result and its
 * argument of 32. The arguments that became wider are undefined until they are
 * set.
 */
LLVMValueRef bridge_widen_ties(LLVMValueRef call);

/* Puts what comes out of it, cut to 32 bits, in the place of the call. */
void bridge_replace_widened(LLVMValueRef call, LLVMValueRef widened);

/* Gives an atomic operation that returns what was there (atomicrmw) an order.
 */
void bridge_set_order(LLVMValueRef atomic, LLVMAtomicOrdering order);

/* True if the operands of an "or" have no bit in common, so that it is their
 * sum. */
bool bridge_or_adds(LLVMValueRef instruction);

/* True if a branch or switch can leave a loop. */
bool bridge_leaves_loop(bridge_analyses *analyses, LLVMValueRef branch);

/* True if the instruction stands in a loop. */
bool bridge_in_loop(bridge_analyses *analyses, LLVMValueRef instruction);

/* ---- Control flow ---- */

/* The block that every way to a block leads through last; NULL for the entry.
 */
LLVMBasicBlockRef bridge_dominator(bridge_analyses *analyses,
                                   LLVMBasicBlockRef block);

/* True if every way to block leads through first, also if they are the same. */
bool bridge_dominates(bridge_analyses *analyses, LLVMBasicBlockRef first,
                      LLVMBasicBlockRef block);

/*
 * The block before the loop that starts with header, and from which alone the
 * loop is entered. NULL if there is no such loop or no such block.
 */
LLVMBasicBlockRef bridge_preheader(bridge_analyses *analyses,
                                   LLVMBasicBlockRef header);

/*
 * One case of a switch over at most 64 bits, counted from 0: its number and
 * where it goes. Returns false if there are not so many.
 */
bool bridge_switch_case(LLVMValueRef instruction, unsigned int number,
                        uint64_t *value, LLVMBasicBlockRef *target);

/*
 * A value that a branch before an instruction may hang on: the value itself if
 * LLVM proves that it is neither undefined nor poison there, which a select may
 * ignore and a branch may not; else a freeze of it, built there. Asks no
 * analysis that may be stale.
 */
LLVMValueRef bridge_freeze(LLVMValueRef value, LLVMValueRef before);

/*
 * Splits a block before an instruction and returns a new block between the
 * halves that runs only if condition, an i1, is true. It is empty but for its
 * branch. Invalidates what analyses know of the function.
 */
LLVMBasicBlockRef bridge_split_if(LLVMValueRef condition, LLVMValueRef before);

/*
 * Splits a block before an instruction: what is before it stays, and the block
 * that it then begins is returned. Invalidates what analyses know of the
 * function.
 */
LLVMBasicBlockRef bridge_split(LLVMValueRef before);

/*
 * Puts another value in the place of one wherever every way to the use leads
 * through a block; where a phi uses it, every way to the end of the block that
 * it comes from. Asks no analysis that may be stale.
 */
void bridge_replace_dominated(LLVMValueRef value, LLVMValueRef by,
                              LLVMBasicBlockRef block);

/* True if every way to block leads over the edge between two others. */
bool bridge_edge_dominates(bridge_analyses *analyses, LLVMBasicBlockRef from,
                           LLVMBasicBlockRef to, LLVMBasicBlockRef block);

/*
 * Writes the function's blocks that can be reached, each before its successors
 * but for those behind it in a loop. blocks has room for all. Returns how many.
 */
size_t bridge_block_order(LLVMValueRef function, LLVMBasicBlockRef *blocks);

/* ---- Instruction selection: what it will do ---- */

/* The bits of a 64-bit number that are known to be 0, and those known to be 1.
 */
typedef struct bridge_bits {
  uint64_t zero;
  uint64_t one;
} bridge_bits;

/*
 * The bits of index * scale, an index of a getelementptr and the size of its
 * elements in bytes, that LLVM knows without asking what leads to place, an
 * instruction of the module: instruction selection knows hardly more.
 */
bridge_bits bridge_offset_bits(LLVMValueRef index, uint64_t scale,
                               LLVMValueRef place);

/*
 * The alignment, in bytes, that a static alloca's place in the frame will have.
 */
uint64_t bridge_frame_alignment(LLVMValueRef alloca);

/*
 * True for the sign extension of a sum that cannot overflow: where that is
 * shifted up, instruction selection extends and shifts what is added to, and
 * adds behind that.
 */
bool bridge_extends_sum(LLVMValueRef value);

/*
 * True if instruction selection makes a multiplication of an unsigned division
 * or remainder by a constant.
 */
bool bridge_expands_division(LLVMValueRef instruction);

/*
 * True if the backend of this LLVM ends the process at an instruction, where
 * others report an error: LLVM 16 at a signed division, where the CPU has none.
 */
bool bridge_ends_backend(LLVMValueRef instruction);

/* ---- Inlining ---- */

/*
 * True if the function that a call is of can stand in its place: its body is
 * here and no other one can be linked, and it has at most so many instructions,
 * or no other use.
 */
bool bridge_may_inline(LLVMValueRef call, size_t most);

/*
 * Puts the function there, and deletes the call. Returns false, and changes
 * nothing, if LLVM cannot. Invalidates what analyses know of the function.
 */
bool bridge_inline(LLVMValueRef call);

/* ---- Promotion ---- */

/*
 * Makes registers of count allocas of one function and deletes them with their
 * loads and stores. Returns false, and changes nothing, if one of them has
 * another use than whole loads and stores that are not volatile, and lifetimes.
 * Invalidates what analyses know of the function.
 */
bool bridge_promote(LLVMValueRef *allocas, size_t count);

/* ---- CO-RE ---- */

/*
 * array is a global that stands for the offset of a field that CO-RE relocates.
 * True if that field is an array of numbers and one of them starts offset bytes
 * behind its start.
 */
bool bridge_relocates_element(LLVMValueRef array, uint64_t offset);

/* The global for that element, made if the module has none yet. */
LLVMValueRef bridge_build_element(LLVMValueRef array, uint64_t offset);

/* ---- Cleanup ---- */

/*
 * Runs LLVM's own InstSimplify, dead store and dead code elimination on a
 * function that the pass changed, so that constants reach their uses and stores
 * that nothing reads any more go. Deletes instructions: references to any but
 * the function itself are stale afterwards.
 */
void bridge_clean_up(LLVMValueRef function, bridge_analyses *analyses);

/*
 * Frees what LLVM's analyses know of a function. Asking again is allowed, and
 * costs what it cost at first; keeping it for each function of a module until
 * the end costs more memory than the module.
 */
void bridge_forget(LLVMValueRef function, bridge_analyses *analyses);

/* ---- Copies: what undoes a rewrite ---- */

/* The body of a function as it was at some time. */
typedef struct bridge_copy bridge_copy;

/*
 * Copies a function's body. Nobody who walks the module meets the copy. Returns
 * NULL if the function takes the address of a block, which a copy cannot. Freed
 * with bridge_copy_free() or bridge_copy_restore().
 */
bridge_copy *bridge_copy_body(LLVMValueRef function);

/*
 * Puts a copied body back in the place of what the function's body is now, and
 * frees the copy. References to the function's instructions and blocks are
 * stale afterwards; its arguments stay.
 */
void bridge_copy_restore(bridge_copy *copy, bridge_analyses *analyses);

void bridge_copy_free(bridge_copy *copy); /* NULL is allowed */

/* ---- Twins: a function a second time ---- */

/*
 * A function with the body that another one has now, in the same module. Its
 * debug information is that of the other under the new name, with these
 * declaration tags besides. section is NULL for none.
 */
LLVMValueRef bridge_twin(LLVMValueRef function, const char *name,
                         const char *section, const char *const *tags,
                         size_t tag_count);

#ifdef __cplusplus
}
#endif

#endif
