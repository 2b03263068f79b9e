// LLVM 16 and 19 look at the result and not at the order: nothing is said of what LLVM 22 selects wrongly.
//
// REQUIRES: llvm-16 || llvm-19
// RUN: %clang %plugin -mllvm -bpfmend-hazards=atomic-result -Rpass=bpfmend -mllvm -bpfmend-mode=mend -Werror -c %S/lost.c -o %t.o 2>&1 | count 0
// RUN: %clang -c %S/lost.c -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=atomic-result -Werror -c %S/unused.c -o %t.o 2>&1 | count 0
