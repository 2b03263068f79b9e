// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the two C++ files behind backend.h share: lines are numbers of
// instructions.

#ifndef BPFMEND_BACKEND_COPY_H
#define BPFMEND_BACKEND_COPY_H

#include "llvm-pass/backend/backend.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemAlloc.h"

#include <string>

namespace bpfmend {

// Calls Each for the instructions that the backend sees; those for the debugger
// are not among them, because a copy has them in another form or not at all.
// Number N of these has line N + 1 in the copy.
template <class Callback> void forEachEmitted(llvm::Module &M, Callback Each) {
  for (llvm::Function &F : M)
    for (llvm::BasicBlock &Block : F)
      for (llvm::Instruction &I : Block)
        if (!I.isDebugOrPseudoInst())
          Each(I);
}

// Zeroed memory that C frees, one more than Count.
template <class Item> Item *newArray(size_t Count) {
  return static_cast<Item *>(llvm::safe_calloc(Count + 1, sizeof(Item)));
}

inline char *newText(llvm::StringRef Text) {
  char *Copy = newArray<char>(Text.size());

  llvm::copy(Text, Copy);
  return Copy;
}

// Reads the functions of the object and its line table. Numbered has the
// instructions of M by number. Returns false, and why not, if it cannot be
// read.
bool readLines(llvm::Module &M, llvm::ArrayRef<llvm::Instruction *> Numbered,
               backend_output &Output, std::string &Refusal);

} // namespace bpfmend

#endif
