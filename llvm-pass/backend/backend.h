/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * LLVM's BPF backend in process: the object that clang will write of a module
 * as it stands, and for each function where each of its instructions came from.
 * It runs on a copy and in a context of its own, so that neither the module nor
 * anything that clang writes or says is another one for it.
 *
 * It is asked as clang asks it: the CPU and its features are those on the
 * functions, the level is the optimiser's, options of -mllvm hold for both.
 * What clang knows and a module does not say is taken as clang's default for
 * BPF: functions are not moved to sections of their own (-ffunction-sections
 * changes no code), the relocation model is static unless the module has a PIC
 * level. IR that was compiled for one CPU and is compiled again for another has
 * the first on its functions.
 *
 * A backend that ends the process (report_fatal_error) does so here already,
 * with the same words.
 */
#ifndef BPFMEND_BACKEND_H
#define BPFMEND_BACKEND_H

#include <llvm-c/Core.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A function of the object, of which code is known. */
struct backend_function {
  char *name;
  LLVMValueRef function; /* of the module; NULL if it has none of that name */
  /* For each of its instructions, a 64-bit constant being two, the one of the
   * module that it came from, or NULL. */
  LLVMValueRef *from;
  size_t count;
};

/* An error that the backend reports. */
struct backend_error {
  char *words;
  LLVMValueRef function; /* that it is about; NULL if not known */
  LLVMValueRef at; /* the instruction that it is about; NULL if not known */
};

struct backend_output {
  unsigned char *object;
  size_t object_size;
  struct backend_function *functions;
  size_t function_count;
  /* What the backend cannot compile, in its words: then there is nothing else
   * but its errors, of which that is the first. */
  char *refusal;
  struct backend_error *errors;
  size_t error_count;
};

/*
 * Runs the backend. level is the optimiser's, 0 to 3 (-Os counts as 2). With
 * types the object has the program's BTF, else only what CO-RE needs of it,
 * which is a third cheaper. Returns 0, or -ENOTSUP with the refusal if the
 * backend reports an error, which clang will report too. Free with
 * backend_output_free() in any case.
 */
int backend_run(LLVMModuleRef module, unsigned int level, bool types,
                struct backend_output *output);

void backend_output_free(struct backend_output *output);

#ifdef __cplusplus
}
#endif

#endif
