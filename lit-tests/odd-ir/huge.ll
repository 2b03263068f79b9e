; Functions of many blocks, of many objects, and of merges of a thousand ways, one behind the other.
;
; RUN: %python %S/Inputs/huge.py blocks 20000 > %t.ll && timeout 120 %verified -bpfmend-look=false %t.ll -o %t.1 2>/dev/null
; RUN: timeout 120 %verified -bpfmend-look=false %t.ll -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %python %S/Inputs/huge.py allocas 20000 > %t.ll && timeout 120 %verified %t.ll -o %t.1 2>/dev/null
; RUN: %python %S/Inputs/huge.py merges 1000 > %t.ll && timeout 120 %verified %t.ll -o %t.1 2>/dev/null
