; What licenses a bound: a proof, which the solver writes down, and without it a warning and no
; rewrite. A second solver looks at what is written (ctest -R prove.second).
; RUN: rm -rf %t && mkdir %t
; RUN: %opt -bpfmend-mode=mend -bpfmend-proofs=%t %s -o %t.out 2>&1 | %filecheck --allow-empty --check-prefix=SAID %s
; RUN: cat %t/prog.1.4.bound-lost.0.smt2 | %filecheck --check-prefix=PROOF %s
; SAID-NOT: cannot be proved
; PROOF: ; prog.1.4.bound-lost.0
; PROOF: (set-logic QF_BV)
; PROOF: (push 1)
; PROOF: (check-sat)
; PROOF: (pop 1)
; PROOF: (check-sat)
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer

define i32 @prog(ptr %ctx) section "socket" {
entry:
  %x = load i32, ptr %ctx
  %y = add i32 %x, -1
  %ok = icmp ult i32 %y, 200
  br i1 %ok, label %yes, label %no
yes:
  %rest = urem i32 %x, 100
  %wide = zext i32 %rest to i64
  %twice = shl nuw nsw i64 %wide, 1
  %index = add nuw nsw i64 %twice, 1
  %p = getelementptr [256 x i8], ptr @array, i64 0, i64 %index
  %b = load i8, ptr %p
  %r = zext i8 %b to i32
  ret i32 %r
no:
  ret i32 0
}
