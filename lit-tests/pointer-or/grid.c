// A grid of 1,722 small functions: each is warned about if and only if its object has an "or"
// on a pointer into the stack, and mended at no instruction. See Inputs/grid.py.
//
// RUN: rm -rf %t && mkdir -p %t/O1 %t/O2 %t/Os
// RUN: %python %S/Inputs/grid.py %llvm-bin %library -O1 %t/O1
// RUN: %python %S/Inputs/grid.py %llvm-bin %library -O2 %t/O2
// RUN: %python %S/Inputs/grid.py %llvm-bin %library -Os %t/Os
