; Functions that call each other in so many ways that no walk may take each: 8 to the power of 30
; here, and 64 to the power of 4 where the deepest function is near enough to the program for its
; arguments to be followed. What all ways share is found in the time that it takes to read it.
;
; RUN: %python %S/Inputs/call-graph.py 8 30 > %t.ll
; RUN: timeout 60 %verified %t.ll -o %t.1 2> %t.warnings
; RUN: %filecheck %s --check-prefix=DEEP < %t.warnings
; RUN: %python %S/Inputs/call-graph.py 64 4 > %t.ll
; RUN: timeout 60 %verified %t.ll -o %t.1 2> %t.warnings
; RUN: %filecheck %s < %t.warnings
; RUN: %python %S/Inputs/call-graph.py 2 1 > %t.ll
; RUN: %verified %t.ll -o %t.1 2> %t.warnings
; RUN: %filecheck %s --check-prefix=NEAR < %t.warnings
;
; There is no telling how much of the stack is left.
; DEEP: it cannot be mended: a copy may not fit on the stack
; CHECK: it cannot be mended: a copy may not fit on the stack
; NEAR-NOT: may not fit
