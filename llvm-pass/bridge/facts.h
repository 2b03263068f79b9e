/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What LLVM knows of a value and the prover assumes: ranges, bits, what an
 * instruction's flags forbid, the parts of an address. Each is true unless the
 * value is poison.
 */
#ifndef BPFMEND_BRIDGE_FACTS_H
#define BPFMEND_BRIDGE_FACTS_H

#include "llvm-pass/bridge/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The range of an integer of up to 64 bits at the instruction place, which the
 * integer dominates or is: from LazyValueInfo and ScalarEvolution, and of
 * nothing that is put together here. It goes from first up to last, round the
 * end of the numbers where last is below first. Returns false where nothing is
 * known, or LLVM proves that there is no such number.
 */
bool bridge_known_range(bridge_analyses *analyses, LLVMValueRef value,
                        LLVMValueRef place, uint64_t *first, uint64_t *last);

/* The bits of an integer of up to 64 bits that are the same wherever it is
 * computed. */
bridge_bits bridge_known_bits(LLVMValueRef value);

/* What makes an instruction's result poison though no operand is. */
enum bridge_flag {
  BRIDGE_NUW = 1,
  BRIDGE_NSW = 2,
  BRIDGE_EXACT = 4,
  BRIDGE_NNEG = 8,
  BRIDGE_DISJOINT = 16,
  BRIDGE_SAMESIGN = 32,
  BRIDGE_OTHER = 64, /* something else may */
};

/* Those of an instruction or constant expression, or-ed. */
unsigned bridge_flags(LLVMValueRef value);

/* True for an empty assembly whose one operand is tied to its result, of the
 * same type: it hands the value on in a register. */
bool bridge_hands_on(LLVMValueRef call);

/* An index of an address: each step adds scale bytes. Narrower indices are
 * sign-extended. */
typedef struct bridge_index {
  LLVMValueRef value;
  int64_t scale;
} bridge_index;

/*
 * The parts of a getelementptr's address beside its pointer: *count indices
 * that vary, of as many as indices has room for, and a constant in bytes, all
 * modulo two to the 64. Returns false where they are not known, or more.
 */
bool bridge_address_parts(LLVMValueRef gep, bridge_index *indices,
                          size_t *count, int64_t *constant);

/*
 * Has analyses carry the prover, until it is given another or NULL; and what
 * that is, NULL at first.
 */
void bridge_attach_prover(bridge_analyses *analyses, void *prover);
void *bridge_attached_prover(bridge_analyses *analyses);

/* -bpfmend-proofs as it was written, "" if it was not. */
const char *bridge_option_proofs(void);

#ifdef __cplusplus
}
#endif

#endif
